"""Where a change puts a page: outside the area that answers for it, or a point that cannot be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from moderation.checks.findings import Finding, Level
from moderation.checks.reading import Reading
from offers.known import Known
from territories.distance import kilometres
from territories.models import Territory
from territories.models.places import Level as Rung

# As far as a hamlet may be from the middle of its commune.
_FAR_KM = 8.0
# A point that moves less than this is only set more exactly.
_MOVED_KM = 0.3
_PLACE = frozenset({"commune", "latitude", "longitude", "coverage", "street_address"})


@dataclass(frozen=True, slots=True)
class MapPoint:
    """`role` is `before`, `after` or `commune`."""

    role: str
    label: str
    latitude: float
    longitude: float


def map_points(reading: Reading) -> list[MapPoint]:
    """What a map of the change shows: the point before and after, and the commune; of a protected
    place the commune only, so that no screen left open tells more."""
    commune = _commune(reading.after, Known.from_database())
    points = [] if reading.hides else _points(reading)
    if commune is not None and commune.latitude is not None and commune.longitude is not None:
        points.append(MapPoint("commune", commune.name, commune.latitude, commune.longitude))
    return points


def check(reading: Reading) -> Iterator[Finding]:
    if "commune" not in reading.schema or _PLACE.isdisjoint(reading.changed):
        return
    known = Known.from_database()
    commune = _commune(reading.after, known)
    areas = reading.after.get("coverage") or []
    known.look_up([area for area in areas if isinstance(area, str)])
    yield from _outside(reading, commune)
    yield from _not_served(commune, areas, known)
    yield from _pointed(reading, commune)


def _outside(reading: Reading, commune: Territory | None) -> Iterator[Finding]:
    """Of an existing page only: a new one is born where its address is."""
    home = reading.territory
    if commune is None or "commune" not in reading.changed or home.contains(commune):
        return
    label = _("Outside the area: %(place)s is not in %(home)s")
    yield Finding(
        code="outside_area",
        level=Level.WARNING,
        label=label % {"place": commune.name, "home": home.name},
        detail=_department(commune),
        path="commune",
    )


def _not_served(commune: Territory | None, areas: list[str], known: Known) -> Iterator[Finding]:
    """An address outside all the territories that the page says it serves; zones are not judged."""
    served = [known.territory(area) for area in areas]
    if commune is None or not served or any(one is None for one in served):
        return
    if not any(one.contains(commune) or commune.contains(one) for one in served if one):
        yield Finding(
            code="outside_area",
            level=Level.WARNING,
            label=_("The address is outside the area that the page serves"),
            detail=commune.name,
            path="coverage",
        )


def _pointed(reading: Reading, commune: Territory | None) -> Iterator[Finding]:
    if reading.hides or {"latitude", "longitude", "commune"}.isdisjoint(reading.changed):
        return
    now, was = _point(reading.after), _point(reading.before)
    if now is None:
        return
    if commune is not None and commune.latitude is not None and commune.longitude is not None:
        away = kilometres(*now, commune.latitude, commune.longitude)
        if away > _FAR_KM:
            said = {"distance": f"{away:.0f}", "place": commune.name}
            label = _("The point is %(distance)s km from the middle of %(place)s") % said
            yield Finding("map_point", Level.WARNING, label, _degrees(now), "latitude")
    if was is not None and (moved := kilometres(*now, *was)) > _MOVED_KM:
        label = _("The point moves by %(distance)s km") % {"distance": f"{moved:.1f}"}
        yield Finding("map_point", Level.NOTE, label, _degrees(now), "latitude")


def _commune(fields: Any, known: Known) -> Territory | None:
    uid = fields.get("commune")
    return known.territory(uid) if uid else None


def _department(commune: Territory) -> str:
    above = commune.parent
    while above is not None and above.level in (Rung.COMMUNE, Rung.DISTRICT):
        above = above.parent
    return f"{commune.name} ({above.name})" if above is not None else commune.name


def _points(reading: Reading) -> list[MapPoint]:
    before, after = _point(reading.before), _point(reading.after)
    found = []
    if before is not None and before != after:
        found.append(MapPoint("before", _("Before"), *before))
    if after is not None:
        found.append(MapPoint("after", _("After"), *after))
    return found


def _point(fields: Any) -> tuple[float, float] | None:
    latitude, longitude = fields.get("latitude"), fields.get("longitude")
    return None if latitude is None or longitude is None else (latitude, longitude)


def _degrees(point: tuple[float, float]) -> str:
    return f"{point[0]:.5f}, {point[1]:.5f}"
