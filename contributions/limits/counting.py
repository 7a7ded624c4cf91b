"""Counts under keyed hashes, in the cache only: their key is random and lives for a day."""

import secrets
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from django.core.cache import cache

from contributions.limits.networks import digest
from journal import counters

_KEY = "limits:key"
KEY_KEPT = timedelta(hours=24)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def one_more(who: str, act: str, *, period: timedelta, at: datetime) -> int:
    """How often this one did it within the current period, this time counted (see
    `journal.counters`)."""
    number = at.timestamp() // period.total_seconds()
    name = digest(f"{act} {who}", key=_key())
    seconds = period.total_seconds()
    return counters.one_more(f"limits:{name}:{seconds:.0f}:{number:.0f}", seconds=seconds)


def until_next(period: timedelta, *, at: datetime) -> timedelta:
    """How long the current period goes on."""
    return period - timedelta(seconds=at.timestamp() % period.total_seconds())


def _key() -> bytes:
    """Random, and forgotten after a day: what was counted under it then says nothing."""
    made = partial(secrets.token_bytes, 32)
    return cast("bytes", cache.get_or_set(_KEY, made, timeout=KEY_KEPT.total_seconds()))
