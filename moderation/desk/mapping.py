"""A sketch of where a change puts a page: no tiles are asked of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from django.utils.formats import localize
from django.utils.translation import gettext as _

from moderation.checks import MapPoint
from territories.distance import kilometres

# Of the drawing, in its own units; its points keep off its edges.
SIZE, MARGIN = 200, 30
# A circle that helps to judge a distance: the largest of these that fits.
_RINGS = (0.1, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
_KM_OF_A_DEGREE = 111.2
_LEAST_KM = 0.2


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the drawing."""

    role: str
    label: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Sketch:
    """`text` says the same in words; `ring` is the radius of the circle, drawn and in words."""

    marks: list[Mark]
    text: str
    ring: int
    ring_km: str


def sketch_of(points: Sequence[MapPoint]) -> Sketch | None:
    """None when there is nothing to compare."""
    if len(points) < 2:
        return None
    middle = points[-1]
    east = _KM_OF_A_DEGREE * cos(radians(middle.latitude))
    places = [
        (
            (one.longitude - middle.longitude) * east,
            (one.latitude - middle.latitude) * _KM_OF_A_DEGREE,
        )
        for one in points
    ]
    reach = max(_LEAST_KM, *(abs(step) for place in places for step in place))
    unit = (SIZE / 2 - MARGIN) / reach
    ring = max((one for one in _RINGS if one <= reach), default=_RINGS[0])
    marks = [
        Mark(one.role, one.label, round(SIZE / 2 + x * unit), round(SIZE / 2 - y * unit))
        for one, (x, y) in zip(points, places, strict=True)
    ]
    return Sketch(marks, _said(points), round(ring * unit), _km(ring))


def _said(points: Sequence[MapPoint]) -> str:
    by_role = {one.role: one for one in points}
    before, after, middle = (by_role.get(role) for role in ("before", "after", "commune"))
    said = []
    if before and after:
        said.append(_("The point moves by %(km)s.") % {"km": _apart(before, after)})
    if after and middle:
        values = {"km": _apart(after, middle), "place": middle.label}
        said.append(_("It would be %(km)s from the middle of %(place)s.") % values)
    return " ".join(said)


def _apart(one: MapPoint, other: MapPoint) -> str:
    found = kilometres(one.latitude, one.longitude, other.latitude, other.longitude)
    return _km(round(found, 1))


def _km(number: float) -> str:
    return _("%(number)s km") % {"number": localize(number)}
