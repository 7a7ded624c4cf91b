"""Rows of the columns as the candidates of a query."""

from dataclasses import fields
from datetime import datetime
from typing import Any

import numpy as np

from search.columns.facets import for_audiences
from search.columns.reach import Reached, kilometres_from
from search.columns.table import ROOM, Columns
from search.engines.base import Candidates, Floats, Integers, Query
from search.filters import Facet

_DAY = 86_400


def all_of(
    columns: Columns, rows: Integers, reach: Reached, query: Query, at: datetime
) -> Candidates:
    """Every one of the rows, their words not weighed yet, in no order."""
    arrays, now = columns.arrays, at.timestamp()
    need, need_at = _surest_needs(columns, rows, query)
    return Candidates(
        offer_ids=arrays.offer_ids[rows],
        structure_ids=arrays.structure_ids[rows],
        need=need,
        need_at=need_at,
        text=np.zeros(len(rows)),
        echo=_echo(columns, rows, query),
        km=_kilometres(columns, rows, query),
        is_remote=arrays.is_remote[rows],
        serves=reach.serving[rows],
        outside=reach.outside[rows],
        audience=_audience(columns, rows, query),
        verified=days_since(arrays.verified_at[rows], now),
        modified=days_since(arrays.modified_at[rows], now),
        availability=_room(columns, rows, now),
        quality=arrays.quality[rows].astype(np.float64),
        doubted=arrays.doubted_until[rows] > now,
        cursors=np.zeros(len(rows), np.int64),
    )


def selected(found: Candidates, at: Integers) -> Candidates:
    """Those at these places, in that order."""
    arrays: dict[str, Any] = {field.name: getattr(found, field.name)[at] for field in fields(found)}
    return Candidates(**arrays)


def best(order: Integers, limit: int) -> Integers:
    """The places of the smallest, in order; at most `limit`."""
    if len(order) > limit:
        smallest = np.argpartition(order, limit)[:limit]
        return smallest[np.argsort(order[smallest])]
    return np.argsort(order)


def _surest_needs(columns: Columns, rows: Integers, query: Query) -> tuple[Floats, Integers]:
    confidence, which = np.zeros(len(rows)), np.full(len(rows), -1)
    for at, (code, sure) in enumerate(query.needs.items()):
        surer = columns.needs.rows([code])[rows] & (sure > confidence)
        confidence[surer], which[surer] = sure, at
    return confidence, which


def _echo(columns: Columns, rows: Integers, query: Query) -> Floats:
    said = np.zeros(len(columns.alive))
    for stem, strength in query.echoes.items():
        if stem in columns.titles:
            said[columns.titles[stem]] += strength
    return np.minimum(said[rows], 1.0)


def _audience(columns: Columns, rows: Integers, query: Query) -> Floats:
    codes = query.filters.of(Facet.AUDIENCE)
    open_to: Floats = for_audiences(columns, codes)[rows].astype(np.float64)
    return open_to


def _kilometres(columns: Columns, rows: Integers, query: Query) -> Floats:
    if query.centre is None:
        return np.full(len(rows), np.nan)
    arrays = columns.arrays
    return kilometres_from(query.centre, arrays.latitude[rows], arrays.longitude[rows])


def days_since(moments: Floats, now: float) -> Floats:
    days: Floats = np.maximum(0, np.floor((now - moments) / _DAY))
    return days


def _room(columns: Columns, rows: Integers, now: float) -> Floats:
    until = columns.arrays.room_until[rows]
    room: Floats = np.where(until <= now, ROOM["unknown"], columns.arrays.room[rows])
    return room
