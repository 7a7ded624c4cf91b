"""A role and its past, as they are told to people."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.roles.days import last_day
from moderation.roles.queries import SOON
from territories.models import MemberRole

Said = str | Promise

# The reasons that the history keeps, in words.
_STEPS: dict[str, Said] = {
    "granted": _("Role given"),
    "entrusted": _("Entrusted during an absence"),
    "end changed": _("Last day changed"),
    "revoked": _("Taken back"),
    "ended": _("Came to its end"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """`state` is a badge: its words and its colour."""

    role: MemberRole
    place: str
    last_day: date | None
    state: Said
    colour: str

    @classmethod
    def of(cls, role: MemberRole, *, at: datetime) -> Self:
        day = last_day(role.ends_at) if role.ends_at else None
        state, colour = _state(role, at=at)
        return cls(role, str(role.place or ""), day, state, colour)


def _state(role: MemberRole, *, at: datetime) -> tuple[Said, str]:
    if role.revoked_at is not None and (role.ends_at is None or role.revoked_at < role.ends_at):
        return _("Taken back"), ""
    if role.ends_at is not None and role.ends_at <= at:
        return _("Ended"), ""
    if role.ends_at is not None and role.ends_at <= at + SOON:
        return _("Ends soon"), "warning"
    return _("Going on"), "success"


@dataclass(frozen=True, slots=True)
class Step:
    """One change: what was done, when, by whom, and the last day it left."""

    said: Said
    at: datetime
    by: str
    last_day: date | None


def past_of(role: MemberRole) -> list[Step]:
    """The latest first; two queries."""
    rows: QuerySet[Any] = role.history.select_related("history_user").order_by("-history_id")
    return [
        Step(
            said=_STEPS.get(row.history_change_reason or "", _("Changed")),
            at=row.history_date,
            by=row.history_user.display_name if row.history_user else "",
            last_day=last_day(row.ends_at) if row.ends_at else None,
        )
        for row in rows
    ]
