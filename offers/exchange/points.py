"""The point of a row: kept, put right when a usual mistake explains it, or left out."""

import math
from typing import Any

from django.utils.translation import gettext as _

from offers.exchange.places import FAR_KM, PlaceTable, Spot
from offers.exchange.row_reading import RowReading

Point = tuple[float, float]


def point_of(row: RowReading) -> Point | None:
    """Latitude and longitude as written, decimal commas understood; else None, reported."""
    written = row.values.get("latitude"), row.values.get("longitude")
    if written == (None, None):
        return None
    latitude, longitude = (_degrees(value) for value in written)
    if latitude is None or longitude is None or abs(latitude) > 180 or abs(longitude) > 180:
        row.drop("latitude", _said(written), _("This is not a point: it is left out."))
        return None
    if latitude == 0 and longitude == 0:
        row.drop("latitude", _said(written), _("Nought and nought is no point: it is left out."))
        return None
    return latitude, longitude


def _degrees(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value.replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _said(written: tuple[Any, Any]) -> str:
    return f"{written[0]}, {written[1]}"


def point_near(row: RowReading, point: Point, commune: Spot) -> Point | None:
    """The point when it is near its commune, or the one that a swap or a sign brings near."""
    far = _far(commune, point)
    if far is None:
        return point if abs(point[0]) <= 90 else None
    if far <= FAR_KM:
        return point
    for turned, message in _turned(point):
        if (_far(commune, turned) or 0) <= FAR_KM:
            row.repair("latitude", _said(point), message, _said(turned))
            return turned
    row.drop(
        "latitude",
        f"{_said(point)} ({commune.name}, {far:.0f} km)",
        _("This point is far from its commune: it is left out."),
    )
    return None


def point_anywhere(places: PlaceTable, point: Point) -> tuple[Spot, Point] | None:
    """The commune nearest to the point, or to the point once turned; None in the open sea."""
    for tried in (point, *(turned for turned, _message in _turned(point))):
        if abs(tried[0]) <= 90 and (spot := places.nearest(*tried)):
            return spot, tried
    return None


def _far(commune: Spot, point: Point) -> float | None:
    return commune.kilometres_to(*point)


def _turned(point: Point) -> tuple[tuple[Point, str], ...]:
    latitude, longitude = point
    swapped = _("Latitude and longitude were swapped.")
    sign = _("The sign of the point was wrong.")
    return (
        ((longitude, latitude), swapped),
        ((latitude, -longitude), sign),
        ((-latitude, longitude), sign),
        ((-latitude, -longitude), sign),
        ((longitude, -latitude), swapped),
        ((-longitude, latitude), swapped),
    )
