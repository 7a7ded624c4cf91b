"""Months and years that are over: what runs still would tell of single acts."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from django.utils import timezone

_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
# No site is older.
_EARLIEST = 2000


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` up to `end`, which is not in it; days of the site's time zone."""

    first: date
    end: date

    @property
    def since(self) -> datetime:
        return _midnight(self.first)

    @property
    def until(self) -> datetime:
        return _midnight(self.end)

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def is_empty(self) -> bool:
        return self.first >= self.end

    @classmethod
    def of_year(cls, year: int, *, on: date) -> Self:
        """Its months that are over on that day."""
        return cls(date(year, 1, 1), min(date(year + 1, 1, 1), on.replace(day=1)))

    @classmethod
    def of_month(cls, month: date) -> Self:
        return cls(month, month_after(month))


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def years(first: date | None, *, on: date) -> list[int]:
    """The years that have figures, the latest first; from that of the first event on."""
    last = month_before(on.replace(day=1)).year
    return list(range(last, min(first.year if first else last, last) - 1, -1))


def read_year(text: str, *, among: list[int]) -> int:
    """The year asked for; the latest one when there is no such year here."""
    year = int(text) if _YEAR.fullmatch(text) else 0
    return year if year in among else among[0]


def read_month(text: str, *, on: date) -> date:
    """The month asked for, as its first day; the running one when that is none of ours."""
    running = on.replace(day=1)
    found = _MONTH.fullmatch(text)
    if found is None or not _EARLIEST <= int(found[1]) <= running.year:
        return running
    return min(date(int(found[1]), int(found[2]), 1), running)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
