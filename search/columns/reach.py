"""Which offers someone at a place can reach."""

from dataclasses import dataclass
from math import cos, radians

import numpy as np

from search.columns.table import Columns
from search.engines.base import Around, Booleans, Floats, Integers, Remote, Where, origin_of
from territories.distance import EARTH_RADIUS_KM

KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Reached:
    """Rows that can be reached, those that say they serve the place, and those that say they
    serve others only."""

    rows: Booleans
    serving: Booleans
    outside: Booleans


def reachable(columns: Columns, where: Where | None) -> Reached:
    """What is near enough, what says it serves the place, what is remote and names no area.

    What is near and names other areas is kept, and told apart: areas are often badly filled in.
    """
    arrays = columns.arrays
    if where is None:
        nothing = np.zeros(len(columns.alive), np.bool_)
        return Reached(~nothing, nothing, nothing)
    serving = columns.covering(where.areas)
    serving |= arrays.is_remote & ~arrays.has_coverage
    if isinstance(where, Remote):
        return Reached(arrays.is_remote & serving, serving, np.zeros_like(serving))
    placed = _circle(columns, where) if isinstance(where, Around) else columns.inside(where.path)
    is_precise = origin_of(where) is not None
    outside = arrays.has_coverage & ~serving if is_precise else np.zeros_like(serving)
    return Reached(placed | serving, serving, outside)


def kilometres_from(origin: tuple[float, float], latitude: Floats, longitude: Floats) -> Floats:
    """By the haversine formula, as `territories.distance`; nan without a point."""
    phi, phis = radians(origin[0]), np.radians(latitude)
    across = np.sin(np.radians(longitude - origin[1]) / 2) ** 2
    half = np.sin((phis - phi) / 2) ** 2 + cos(phi) * np.cos(phis) * across
    kilometres: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return kilometres


def _circle(columns: Columns, where: Around) -> Booleans:
    """First a square, cheap over every row; then the circle, among those that lie in it."""
    latitude, longitude = columns.arrays.latitude, columns.arrays.longitude
    height = where.radius_km / KM_PER_DEGREE
    width = height / max(0.05, cos(radians(where.latitude)))
    rows: Booleans = np.abs(latitude - where.latitude) <= height
    rows &= np.abs(longitude - where.longitude) <= width
    near: Integers = np.flatnonzero(rows)
    far = kilometres_from((where.latitude, where.longitude), latitude[near], longitude[near])
    rows[near[far > where.radius_km]] = False
    return rows
