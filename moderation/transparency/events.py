"""The audit events of a period, as plain values: the figures are made of nothing else."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from journal.models import AuditEvent
from moderation.transparency.acts import BY_ACTION, OPENED, REOPENED
from moderation.transparency.periods import Period

# A proposal answered in January was sent before: so far back its sending is looked for.
LOOKED_BACK = timedelta(days=366)

_FIELDS = ("at", "action", "subject_id", "territory_path", "data")
_AT_A_TIME = 2000


class Told(NamedTuple):
    at: datetime
    action: str
    subject_id: str
    path: str
    data: dict[str, Any]


def told_in(period: Period, *, path: str = "") -> Iterator[Told]:
    """What happened within the period, in a territory and all it holds, in order; before it, only
    that proposals were sent."""
    earlier = Q(action=OPENED, at__gte=period.since - LOOKED_BACK, at__lt=period.since)
    during = Q(action__in=[*BY_ACTION, REOPENED], at__gte=period.since, at__lt=period.until)
    rows = AuditEvent.objects.filter(earlier | during, territory_path__startswith=path)
    for row in rows.order_by("pk").values_list(*_FIELDS).iterator(chunk_size=_AT_A_TIME):
        yield Told(*row)


def first_day() -> date | None:
    """The day of the oldest event; None on an empty site."""
    first = AuditEvent.objects.first()
    return None if first is None else timezone.localdate(first.at)
