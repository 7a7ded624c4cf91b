"""Counting acts of an account: exact whatever comes at once, on any database, in one statement."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from accounts.models import User
from moderation.models import Pace


@transaction.atomic(savepoint=False)
def count(*, user: User, act: str, most: int, within: timedelta, at: datetime) -> timedelta | None:
    """Count one more act: None when it is within `most` acts in a row, which come back one by one
    as `within` goes by; else how long to wait for one more, and nothing is counted.

    The row of the person is held until the transaction ends, and goes back with it: call this
    before any other lock is taken.
    """
    now, interval = _milliseconds(at), round(within.total_seconds() * 1000 / most)
    room = interval * (most - 1)
    rows = Pace.objects.filter(user=user, act=act)
    after = Greatest(F("full_at"), Value(now)) + Value(interval)
    while not rows.filter(full_at__lte=now + room).update(full_at=after):
        first = {"full_at": now + interval}
        row, is_first = Pace.objects.get_or_create(user=user, act=act, defaults=first)
        if is_first:
            return None
        if row.full_at > now + room:
            return timedelta(milliseconds=row.full_at - room - now)
    return None


def forget_idle(at: datetime) -> int:
    """Delete what no longer limits anybody; how many rows there were."""
    deleted, _by_model = Pace.objects.filter(full_at__lte=_milliseconds(at)).delete()
    return deleted


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
