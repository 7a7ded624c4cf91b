"""Sealing the days that are over, once each and in order."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone

from journal.models import AuditEvent, AuditSeal
from journal.sealing.digests import NOTHING_BEFORE, events_digest, seal_digest

# A day is sealed once its last acts are surely written.
SETTLED_AFTER = timedelta(hours=1)
# Whoever writes an event waits no longer than this for a seal.
_LONGEST_WAIT = "3s"


def seal_days(*, at: datetime) -> list[AuditSeal]:
    """Seal each day that is over and has no seal, the oldest first. Idempotent.

    Raises OperationalError on PostgreSQL when somebody writes events for long, and IntegrityError
    when somebody else seals at the same time: the clock tries again.
    """
    return [_seal(day) for day in _days_to_seal(at)]


def _days_to_seal(at: datetime) -> Iterator[date]:
    """From the day after the last seal, or that of the first event, to the last that is over."""
    day = _first_to_seal()
    over = timezone.localdate(at - SETTLED_AFTER)
    while day is not None and day < over:
        yield day
        day += timedelta(days=1)


def _first_to_seal() -> date | None:
    last = AuditSeal.objects.last()
    if last is not None:
        return last.day + timedelta(days=1)
    first = AuditEvent.objects.first()
    return None if first is None else timezone.localdate(first.at)


def _seal(day: date) -> AuditSeal:
    """The events written up to the end of the day, after those of the seal before."""
    previous = AuditSeal.objects.last()
    after = previous.last_event if previous else 0
    last = _last_event(day, after)
    # Read once writers go on: what lies up to there does not move any more.
    digest, count = events_digest(after=after, up_to=last)
    number = previous.number + 1 if previous else 1
    return AuditSeal.objects.create(
        number=number,
        day=day,
        last_event=last,
        count=count,
        digest=seal_digest(
            previous=previous.digest if previous else NOTHING_BEFORE,
            number=number,
            day=day,
            last_event=last,
            count=count,
            events=digest,
        ),
    )


@transaction.atomic
def _last_event(day: date, after: int) -> int:
    """The highest key of the day. Nobody writes meanwhile, so that no lower one comes later."""
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    _wait_for_writers()
    found = AuditEvent.objects.filter(pk__gt=after, at__lt=end).order_by("-pk").first()
    return after if found is None else found.pk


def _wait_for_writers() -> None:
    if connection.vendor != "postgresql":
        return  # SQLite has one writer at a time
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{_LONGEST_WAIT}'")
        cursor.execute(f"LOCK TABLE {AuditEvent._meta.db_table} IN SHARE MODE")
