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
    """Who is looking at a proposal or a report, as one viewer reads it."""

    item_id: int
    is_report: bool
    name: str
    is_mine: bool
    since: datetime
    seen_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, claim: Claim, *, viewer: User) -> Self:
        """The claim comes with its holder."""
        return cls(
            claim.proposal_id or claim.report_id or 0,
            claim.report_id is not None,
            claim.holder.display_name,
            claim.holder_id == viewer.pk,
            claim.since,
            claim.seen_at,
            claim.expires_at,
        )

    @property
    def text(self) -> str:
        if self.is_report:
            return self._text_of_report
        if self.is_mine:
            return _("You are looking at this")
        return _("%(name)s is looking at this") % {"name": self.name}

    @property
    def _text_of_report(self) -> str:
        if self.is_mine:
            return _("You are looking at this report")
        return _("%(name)s is looking at this report") % {"name": self.name}

    @property
    def until(self) -> str:
        """Why somebody else waits, and until when at the latest."""
        hour = time_format(timezone.localtime(self.expires_at), "TIME_FORMAT")
        sentence = _(
            "%(name)s is looking at this. It is free again when they decide, leave it, or at "
            "%(hour)s at the latest."
        )
        if self.is_report:
            sentence = _(
                "%(name)s is looking at this report. It is free again when they settle it, leave "
                "it, or at %(hour)s at the latest."
            )
        return sentence % {"name": self.name, "hour": hour}
