"""Places by their point: a pair of degrees as people paste it, and the communes around it."""

import re
from math import cos, radians

from django.db.models import Exists, OuterRef, Q

from territories.distance import EARTH_RADIUS_KM, kilometres
from territories.models import Territory
from territories.models.places import Level

Point = tuple[float, float]

# Further than this, a point says nothing of where a person lives.
NEAR_KM = 30.0
_KM_A_DEGREE = EARTH_RADIUS_KM * radians(1)
_DECIMAL, _WHOLE = r"[+-−]?\d{1,3}[.,]\d{1,15}", r"[+-−]?\d{1,3}"
_POINTS = [
    re.compile(
        rf"(?:geo:)?\(?\s*({number})\s*°?\s*([NS])?{between}({number})\s*°?\s*([EWO])?\s*\)?",
        re.IGNORECASE,
    )
    for number, between in ((_DECIMAL, r"\s*[,;/\s]\s*"), (_WHOLE, r"\s*(?:;\s*|,\s+)"))
]


def read_point(text: str) -> Point | None:
    """Latitude and longitude in degrees, be they on Earth or not; None when the text is no point.
    Without decimals a comma must part them: `12 000` and `12,000` are a postal code."""
    for shape in _POINTS:
        if found := shape.fullmatch(text):
            latitude, north, longitude, east = found.groups()
            return _degrees(latitude, north, "S"), _degrees(longitude, east, "WO")
    return None


def nearest_communes(
    latitude: float, longitude: float, *, limit: int = 5, within_km: float = NEAR_KM
) -> list[tuple[Territory, float]]:
    """Communes of today and their distance in kilometres, the nearest first; a city that has
    districts is as near as the nearest of them, and a territory without communes, as its point."""
    north = within_km / _KM_A_DEGREE
    east = north / max(0.05, cos(radians(latitude)))
    below = Territory.objects.filter(parent=OuterRef("pk"), valid_to__isnull=True)
    around = Territory.objects.filter(
        ~Exists(below) | Q(level=Level.COMMUNE),
        latitude__range=(latitude - north, latitude + north),
        longitude__range=(longitude - east, longitude + east),
        valid_to__isnull=True,
    ).select_related("parent__parent")
    found: dict[int, tuple[float, Territory]] = {}
    for place in around:
        # Within the range, neither can be missing.
        away = kilometres(latitude, longitude, place.latitude or 0.0, place.longitude or 0.0)
        commune = place.parent if place.level == Level.DISTRICT and place.parent else place
        if away <= within_km and (commune.pk not in found or away < found[commune.pk][0]):
            found[commune.pk] = (away, commune)
    ordered = sorted(found.values(), key=lambda pair: (pair[0], pair[1].uid))
    communes = [(place, away) for away, place in ordered if place.level == Level.COMMUNE]
    return (communes or [(place, away) for away, place in ordered])[:limit]


def _degrees(number: str, side: str | None, negative: str) -> float:
    degrees = float(number.replace(",", ".").replace("−", "-"))
    return -abs(degrees) if side and side.upper() in negative else degrees
