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


def open_rows(columns: Columns, at: datetime) -> Booleans:
    """What says no hours is not known to be open."""
    texts = tuple(columns.hours)
    minute = at.replace(second=0, microsecond=0)
    rows = np.zeros(len(columns.alive), np.bool_)
    if not columns.paths:
        return rows
    clocks = columns.clock_of_path[columns.arrays.path]
    for number, clock in enumerate(columns.clocks):
        is_open = _open_texts(texts, clock, minute)
        rows |= (clocks == number) & is_open[columns.arrays.hours]
    return rows


@lru_cache(maxsize=_REMEMBERED)
def _open_texts(texts: tuple[str, ...], clock: Clock, minute: datetime) -> Booleans:
    country, zone = clock
    found = open_now(texts, minute.astimezone(ZoneInfo(zone)), country=country)
    return np.fromiter((text in found for text in texts), np.bool_, len(texts))
