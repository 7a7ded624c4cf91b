"""How much one network, or one account, may report: counted in the cache, kept nowhere else."""

from datetime import datetime, timedelta
from math import ceil

from django.utils.translation import ngettext

from contributions.limits.counting import DAY, HOUR, one_more, until_next

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
    for period, most in limits:
        if one_more(who, "report", period=period, at=at) > most:
            raise TooMany(period=period, most=most, wait=until_next(period, at=at))
