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
from contributions.models import Draft, Proposal
from contributions.permissions import keeps, visible_fields


@dataclass(frozen=True, slots=True)
class Subject:
    """What is edited: a page, or what a waiting proposal asks of it."""

    kind: EditKind
    target: Any
    proposal: Proposal | None = None

    @property
    def identity(self) -> str:
        """The name its seals bear."""
        if self.proposal is not None:
            return f"proposal:{self.proposal.uuid}"
        return f"{self.kind.name}:{self.target.public_id}"

    @property
    def url(self) -> str:
        return self._reverse("")

    @property
    def draft_url(self) -> str:
        return self._reverse("-draft")

    def _reverse(self, suffix: str) -> str:
        if self.proposal is not None:
            return reverse(f"contributions:proposal-resume{suffix}", args=[self.proposal.uuid])
        return reverse(f"{self.kind.url_name}{suffix}", args=[self.target.public_id])

    def place(self, owner: User) -> Place:
        """Where the drafts of a person on it are kept."""
        if self.proposal is not None:
            return Place.of_change(owner, Draft.Of.PROPOSAL, self.proposal.pk)
        return Place.of_change(owner, self.kind.name, self.target.pk)


@dataclass
class Desk:
    subject: Subject
    user: User

    @property
    def kind(self) -> EditKind:
        return self.subject.kind

    @property
    def target(self) -> Any:
        return self.subject.target

    @property
    def proposal(self) -> Proposal | None:
        return self.subject.proposal

    @cached_property
    def visible(self) -> frozenset[str]:
        return visible_fields(self.user, self.target)

    @cached_property
    def live(self) -> dict[str, Any]:
        return dict(self.kind.target.snapshot(self.target))

    @cached_property
    def shown(self) -> dict[str, Any]:
        """The fields that this person may see, as on the live row or under their proposal."""
        under = self.proposal.base_snapshot if self.proposal is not None else {}
        fields = {**self.live, **{name: under[name] for name in self.live if name in under}}
        return {name: value for name, value in fields.items() if name in self.visible}

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

    @cached_property
    def is_kept(self) -> bool:
        """Whether what this person changes here goes live without waiting, the riskiest apart."""
        keeper = self.kind.target.keeper(self.target)
        return self.proposal is None and keeper is not None and keeps(self.user, keeper)

    @property
    def browser_key(self) -> str:
        """Under which their browser keeps what could not be saved: theirs alone, on this page."""
        said = f"{self.user.pk}:{self.subject.identity}"
        return salted_hmac("contributions.browser", said).hexdigest()[:24]

    @property
    def place(self) -> Place:
        return self.subject.place(self.user)

    @cached_property
    def draft(self) -> Draft | None:
        return find_draft(self.place)

    def seal(self, base: dict[str, Any]) -> str:
        return seal(self.subject.identity, user_id=self.user.pk, base=base)

    def unseal(self, sealed: str) -> dict[str, Any] | None:
        """What they were shown, as far as they may still see it; None when we cannot tell."""
        opened = unseal(sealed, self.subject.identity)
        if opened is None or opened.user_id != self.user.pk:
            return None
        return {name: value for name, value in opened.base.items() if name in self.visible}

    def others(self) -> Presence:
        """Who else is writing on this page now."""
        keeper = self.kind.target.keeper(self.target)
        return who_else_writes(self.kind.name, self.target.pk, but=self.user, keeper=keeper)
