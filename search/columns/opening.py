"""Which rows are open at a moment, by their validated hours and the clock people live by there."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from offers.opening import open_now
from search.columns.table import Clock, Columns
from search.engines.base import Booleans

# Hours are asked again each minute, and when there are new ones: some milliseconds each time.
_REMEMBERED = 32


def open_rows(columns: Columns, among: Booleans, at: datetime) -> Booleans:
    """Those of the rows that are open; what says no hours is not known to be."""
    texts = tuple(columns.hours)
    minute = at.replace(second=0, microsecond=0)
    rows = np.flatnonzero(among)
    is_open = np.zeros(len(rows), np.bool_)
    clocks = columns.clock_of_path[columns.arrays.path[rows]] if len(rows) else _NO_CLOCKS
    for number, clock in enumerate(columns.clocks):
        open_texts = _open_texts(texts, clock, minute)
        is_open |= (clocks == number) & open_texts[columns.arrays.hours[rows]]
    found = np.zeros_like(among)
    found[rows[is_open]] = True
    return found


_NO_CLOCKS = np.empty(0, np.int8)


@lru_cache(maxsize=_REMEMBERED)
def _open_texts(texts: tuple[str, ...], clock: Clock, minute: datetime) -> Booleans:
    country, zone = clock
    found = open_now(texts, minute.astimezone(ZoneInfo(zone)), country=country)
    return np.fromiter((text in found for text in texts), np.bool_, len(texts))
