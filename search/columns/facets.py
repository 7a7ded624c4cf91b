"""Filters over rows, and how many there are of each code: over all that matches, in one pass."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import numpy as np

from search.columns.bitmaps import packed
from search.columns.opening import open_rows
from search.columns.table import FOR_EVERYONE, Columns
from search.engines.base import Booleans, Counts
from search.filters import NOW, Facet, Filters


def passing(columns: Columns, filters: Filters, at: datetime) -> Booleans:
    """The rows that each facet lets through: any of its codes, all rows when it has none."""
    rows = np.ones(len(columns.alive), np.bool_)
    for facet in Facet:
        if filters.of(facet):
            rows &= _chosen(columns, facet, filters.of(facet), at)
    return rows


def for_audiences(columns: Columns, codes: tuple[str, ...]) -> Booleans:
    """The rows that are for everyone, or for one of the audiences."""
    return columns.facets[Facet.AUDIENCE].rows((*codes, FOR_EVERYONE))


def counts(columns: Columns, found: Booleans, filters: Filters, at: datetime) -> Counts:
    """Of each code of each facet, the rows of `found` that have it and pass the other facets."""
    passed = {
        facet: _chosen(columns, facet, filters.of(facet), at)
        for facet in Facet
        if filters.of(facet)
    }
    all_passed = packed(_all(found, passed.values()))
    counted: dict[Facet, Mapping[str, int]] = {}
    for facet in Facet:
        others = [rows for other, rows in passed.items() if other != facet]
        among = packed(_all(found, others)) if facet in passed else all_passed
        if facet == Facet.OPEN:
            counted[facet] = _open_count(columns, found, others, at)
        else:
            counted[facet] = columns.facets[facet].counts(among)
    counted[Facet.AUDIENCE] = with_everyone(counted[Facet.AUDIENCE])
    return counted


def with_everyone(counted: Mapping[str, int]) -> dict[str, int]:
    """What is for everyone answers each audience."""
    everyone = counted.get(FOR_EVERYONE, 0)
    return {code: own + everyone for code, own in counted.items() if code != FOR_EVERYONE}


def _chosen(columns: Columns, facet: Facet, codes: tuple[str, ...], at: datetime) -> Booleans:
    if facet == Facet.OPEN:
        return open_rows(columns, columns.alive, at)
    if facet == Facet.AUDIENCE:
        return for_audiences(columns, codes)
    return columns.facets[facet].rows(codes)


def _open_count(
    columns: Columns, found: Booleans, others: list[Booleans], at: datetime
) -> dict[str, int]:
    number = int(np.count_nonzero(open_rows(columns, _all(found, others), at)))
    return {NOW: number} if number else {}


def _all(found: Booleans, others: Iterable[Booleans]) -> Booleans:
    rows = found
    for other in others:
        rows = rows & other
    return rows
