"""The order of the hits, and the cursor that says where each stands in it.

A cursor is 31 bits that grow as one goes down, then the number of the offer: `search_after` is read
back from it exactly, so that no offer is skipped or shown twice.
"""

from typing import Any

import numpy as np

from search.engines.base import Integers, Query, Sort

# The bits of infinity: no score has more.
_MOST_BITS = 0x7F800000
_MOST_FRESH = 2**31 - 1
_ID_BITS = 32


def ordered(query: Query) -> list[dict[str, str]]:
    first = "fresh" if query.sort == Sort.FRESH else "_score"
    return [{first: "desc"}, {"offer_id": "asc"}]


def cursors_of(query: Query, sorts: list[list[float]]) -> Integers:
    """`sorts`: what each hit was ordered by, as the server says it."""
    if not sorts:
        return np.empty(0, np.int64)
    first, offer_ids = np.array(sorts, np.float64).T
    if query.sort == Sort.FRESH:
        down = _MOST_FRESH - first.astype(np.int64)
    else:
        down = _MOST_BITS - first.astype(np.float32).view(np.int32).astype(np.int64)
    placed: Integers = (down << _ID_BITS) | offer_ids.astype(np.int64)
    return placed


def after_of(query: Query, cursor: int) -> list[Any]:
    """What the server is to go on after."""
    down, offer_id = cursor >> _ID_BITS, cursor & ((1 << _ID_BITS) - 1)
    if query.sort == Sort.FRESH:
        return [_MOST_FRESH - down, offer_id]
    bits = min(max(_MOST_BITS - down, 0), _MOST_BITS - 1)
    return [float(np.int32(bits).view(np.float32)), offer_id]
