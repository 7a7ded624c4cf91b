"""Whether the trail is what it was when it was sealed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils import timezone

from journal.models import AuditEvent, AuditSeal
from journal.sealing.digests import NOTHING_BEFORE, events_digest, seal_digest

# The clock seals every hour: a day without a seal for so long is one that was taken away.
SEALED_WITHIN = timedelta(days=2)


class Problem(StrEnum):
    ALTERED = "altered"
    COUNT = "count"
    GAP = "gap"
    DAY_MISSING = "day_missing"
    ORDER = "order"
    NOT_AS_KEPT = "not_as_kept"
    NOT_FOUND = "not_found"
    UNSEALED = "unsealed"


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong with a seal: ALTERED, its events or itself changed; COUNT, events were added or
    taken away; GAP, the seal before it is missing; DAY_MISSING, days were skipped; ORDER, it begins
    before the one it follows ends; NOT_AS_KEPT and NOT_FOUND, it is not what somebody kept of it;
    UNSEALED, events long past have no seal (`number` is then 0).
    """

    number: int
    problem: Problem


@dataclass(slots=True)
class Report:
    seals: int = 0
    events: int = 0
    unsealed: int = 0
    last: AuditSeal | None = None
    found: list[Found] = field(default_factory=list)


def verify(*, kept: Mapping[int, str] | None = None, at: datetime) -> Report:
    """Read every seal and every event again.

    `kept` are digests that somebody wrote down elsewhere, by number of seal: with one of them,
    even a trail rewritten from end to end is found out.
    """
    report, awaited = Report(), dict(kept or {})
    for seal in AuditSeal.objects.iterator():
        _verify(seal, report, awaited.pop(seal.number, None))
    report.found += [Found(number, Problem.NOT_FOUND) for number in sorted(awaited)]
    _count_unsealed(report, at)
    return report


def _verify(seal: AuditSeal, report: Report, kept: str | None) -> None:
    previous = report.last
    events, count = events_digest(
        after=previous.last_event if previous else 0, up_to=seal.last_event
    )
    expected = seal_digest(
        previous=previous.digest if previous else NOTHING_BEFORE,
        number=seal.number,
        day=seal.day,
        last_event=seal.last_event,
        count=seal.count,
        events=events,
    )
    checks = {
        Problem.GAP: seal.number != (previous.number + 1 if previous else 1),
        Problem.DAY_MISSING: previous is not None and seal.day - previous.day != timedelta(days=1),
        Problem.ORDER: previous is not None and seal.last_event < previous.last_event,
        Problem.COUNT: count != seal.count,
        Problem.ALTERED: expected != seal.digest,
        Problem.NOT_AS_KEPT: kept not in (None, seal.digest),
    }
    report.found += [Found(seal.number, problem) for problem, is_so in checks.items() if is_so]
    report.seals, report.events, report.last = report.seals + 1, report.events + count, seal


def _count_unsealed(report: Report, at: datetime) -> None:
    left = AuditEvent.objects.filter(pk__gt=report.last.last_event if report.last else 0)
    report.unsealed = left.count()
    first = left.first()
    if first is not None and timezone.localdate(first.at) < timezone.localdate(at - SEALED_WITHIN):
        report.found.append(Found(0, Problem.UNSEALED))
