"""What is said of a claim to whoever sees the proposal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from accounts.models import User
from moderation.models import Claim


@dataclass(frozen=True, slots=True)
class Holding:
    """Who is looking at a proposal, as one viewer reads it."""

    proposal_id: int
    name: str
    is_mine: bool
    since: datetime
    seen_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, claim: Claim, *, viewer: User) -> Self:
        """The claim comes with its holder."""
        return cls(
            claim.proposal_id,
            claim.holder.display_name,
            claim.holder_id == viewer.pk,
            claim.since,
            claim.seen_at,
            claim.expires_at,
        )

    @property
    def text(self) -> str:
        if self.is_mine:
            return _("You are looking at this")
        return _("%(name)s is looking at this") % {"name": self.name}

    @property
    def until(self) -> str:
        """Why somebody else waits, and until when at the latest."""
        hour = time_format(timezone.localtime(self.expires_at), "TIME_FORMAT")
        sentence = _(
            "%(name)s is looking at this. It is free again when they decide, leave it, or at "
            "%(hour)s at the latest."
        )
        return sentence % {"name": self.name, "hour": hour}
