"""How much is refused, by the hour, in the cache: what is refused leaves no other trace."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from journal.counters import one_more

_HOUR = timedelta(hours=1)
_KEPT = timedelta(days=8)


def count_refusal(code: str) -> None:
    key = _key(f"refused:{code}", timezone.now())
    one_more(key, seconds=_KEPT.total_seconds())


def refused_since(code: str, since: datetime, *, at: datetime) -> int:
    return _sum(f"refused:{code}", since, at)


def _sum(name: str, since: datetime, at: datetime) -> int:
    hours = int((at - since) / _HOUR) + 1
    keys = [_key(name, at - _HOUR * number) for number in range(min(hours, 24 * 8) + 1)]
    return sum(cache.get_many(keys).values())


def _key(name: str, at: datetime) -> str:
    return f"checks:{name}:{at.timestamp() // _HOUR.total_seconds():.0f}"
