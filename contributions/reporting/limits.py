"""How much one network, or one account, may report: counted in the cache, kept nowhere else."""

import secrets
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from typing import cast

from django.core.cache import cache
from django.utils.translation import ngettext

from contributions.reporting.networks import digest

_KEY = "reports:key"
KEY_KEPT = timedelta(hours=24)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# A library or a reception desk is one network for many people.
WITHOUT_ACCOUNT = ((HOUR, 10), (DAY, 40))
WITH_ACCOUNT = ((HOUR, 30), (DAY, 100))


class TooMany(Exception):
    """The limit of a period is reached; `wait` says when one more will be taken."""

    def __init__(self, *, period: timedelta, most: int, wait: timedelta) -> None:
        super().__init__(most)
        self.period, self.most, self.wait = period, most, wait

    @property
    def minutes(self) -> int:
        return max(1, ceil(self.wait / timedelta(minutes=1)))

    def __str__(self) -> str:
        if self.period == HOUR:
            said = ngettext(
                "More than %(most)d report came from your connection within an hour.",
                "More than %(most)d reports came from your connection within an hour.",
                self.most,
            )
        else:
            said = ngettext(
                "More than %(most)d report came from your connection within a day.",
                "More than %(most)d reports came from your connection within a day.",
                self.most,
            )
        return said % {"most": self.most}


def count_report(who: str, *, limits: tuple[tuple[timedelta, int], ...], at: datetime) -> None:
    """Count one more report of this network or account. Raises TooMany past a limit.

    One step of the cache counts and answers, so that reports sent at once never pass together.
    """
    name = digest(who, key=_key())
    for period, most in limits:
        number, passed = divmod(at.timestamp(), period.total_seconds())
        if _one_more(f"reports:{name}:{period.total_seconds():.0f}:{number:.0f}", period) > most:
            wait = period - timedelta(seconds=passed)
            raise TooMany(period=period, most=most, wait=wait)


def _key() -> bytes:
    """Random, and forgotten after a day: what was counted under it then says nothing."""
    made = partial(secrets.token_bytes, 32)
    return cast("bytes", cache.get_or_set(_KEY, made, timeout=KEY_KEPT.total_seconds()))


def _one_more(key: str, period: timedelta) -> int:
    if cache.add(key, 1, timeout=period.total_seconds()):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:
        # It was thrown out of a full cache since.
        cache.set(key, 1, timeout=period.total_seconds())
        return 1
