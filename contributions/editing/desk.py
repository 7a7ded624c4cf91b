"""One person before one page: what they see of it, their draft, who else writes there."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.models import User
from contributions.drafts.places import Place
from contributions.drafts.presence import Presence, who_else_writes
from contributions.drafts.services import find_draft
from contributions.editing.kinds import EditKind
from contributions.editing.sealing import seal, unseal
from contributions.models import Draft
from contributions.permissions import visible_fields


@dataclass
class Desk:
    kind: EditKind
    target: Any
    user: User

    @cached_property
    def visible(self) -> frozenset[str]:
        return visible_fields(self.user, self.target)

    @cached_property
    def live(self) -> dict[str, Any]:
        return dict(self.kind.target.snapshot(self.target))

    @cached_property
    def shown(self) -> dict[str, Any]:
        """The fields of the live row that this person may see."""
        return {name: value for name, value in self.live.items() if name in self.visible}

    @property
    def hides_fields(self) -> bool:
        empty: tuple[Any, ...] = (None, "", [])
        return any(
            value not in empty for name, value in self.live.items() if name not in self.visible
        )

    @property
    def title(self) -> str:
        return self.kind.target.title(self.target)

    @property
    def page_url(self) -> str:
        return self.kind.target.url(self.target)

    @property
    def url(self) -> str:
        return reverse(self.kind.url_name, args=[self.target.public_id])

    @property
    def draft_url(self) -> str:
        return reverse(f"{self.kind.url_name}-draft", args=[self.target.public_id])

    @property
    def browser_key(self) -> str:
        """Under which their browser keeps what could not be saved: theirs alone, on this page."""
        said = f"{self.user.pk}:{self.kind.name}:{self.target.public_id}"
        return salted_hmac("contributions.browser", said).hexdigest()[:24]

    @property
    def place(self) -> Place:
        return Place.of_change(self.user, self.kind.name, self.target.pk)

    @cached_property
    def draft(self) -> Draft | None:
        return find_draft(self.place)

    def seal(self, base: dict[str, Any]) -> str:
        public_id = self.target.public_id
        return seal(self.kind.name, public_id, user_id=self.user.pk, base=base)

    def unseal(self, sealed: str) -> dict[str, Any] | None:
        """What they were shown, as far as they may still see it; None when we cannot tell."""
        opened = unseal(sealed, self.kind.name, self.target.public_id)
        if opened is None or opened.user_id != self.user.pk:
            return None
        return {name: value for name, value in opened.base.items() if name in self.visible}

    def others(self) -> Presence:
        """Who else is writing on this page now."""
        keeper = self.kind.target.keeper(self.target)
        return who_else_writes(self.kind.name, self.target.pk, but=self.user, keeper=keeper)
