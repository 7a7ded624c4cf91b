"""How much is refused, by the hour, in the cache: what is refused leaves no other trace."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

_HOUR = timedelta(hours=1)
_KEPT = timedelta(days=8)


def count_refusal(code: str) -> None:
    _one_more(f"refused:{code}")


def refused_since(code: str, since: datetime, *, at: datetime) -> int:
    return _sum(f"refused:{code}", since, at)


def _one_more(name: str) -> None:
    key = _key(name, timezone.now())
    if not cache.add(key, 1, timeout=_KEPT.total_seconds()):
        try:
            cache.incr(key)
        except ValueError:
            # It was thrown out of a full cache since.
            cache.set(key, 1, timeout=_KEPT.total_seconds())


def _sum(name: str, since: datetime, at: datetime) -> int:
    hours = int((at - since) / _HOUR) + 1
    keys = [_key(name, at - _HOUR * number) for number in range(min(hours, 24 * 8) + 1)]
    return sum(cache.get_many(keys).values())


def _key(name: str, at: datetime) -> str:
    return f"checks:{name}:{at.timestamp() // _HOUR.total_seconds():.0f}"
