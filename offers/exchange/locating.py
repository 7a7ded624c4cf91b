"""Where a row is: commune, postal code, street, point; and which areas it serves."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from offers import normalise
from offers.exchange.mapping import Mapping
from offers.exchange.places import PlaceTable, Spot
from offers.exchange.points import point_anywhere, point_near, point_of
from offers.exchange.row_reading import RowReading
from offers.exchange.vocabulary import load_table
from offers.schema import EVERYWHERE
from territories.models import Zone
from territories.models.places import Level

_STREET = normalise.line(longest=200)
_POSTAL = normalise.line(longest=12)
_LEVELS = (
    Level.COMMUNE,
    Level.DISTRICT,
    Level.DEPARTMENT,
    Level.PROVINCE,
    Zone.Kind.INTERCOMMUNALITY,
    Zone.Kind.METROPOLIS,
    Level.REGION,
    Level.COUNTRY,
)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    commune: str | None = None
    postal_code: str = ""
    street_address: str = ""
    latitude: float | None = None
    longitude: float | None = None

    def as_fields(self) -> dict[str, Any]:
        return {
            "commune": self.commune,
            "postal_code": self.postal_code,
            "street_address": self.street_address,
            "latitude": self.latitude,
            "longitude": self.longitude,
        }


def whereabouts(row: RowReading, mapping: Mapping, places: PlaceTable) -> Whereabouts:
    """The commune by its code, else by name and postal code, else by the point."""
    postal = row.kept_or_refused("code_postal", _POSTAL)
    code = row.text("code_insee").strip()
    for name, text in (("code_postal", postal), ("code_insee", code)):
        form = mapping.formats.get(name)
        if text and form and not form.shape.fullmatch(text):
            row.refuse(name, text, _("This code is not written as it should."))
    point = point_of(row)
    spot = _commune(row, mapping, places, code=code, postal=postal)
    if spot is None and point and (found := _by_point(row, mapping, places, point)):
        spot, point = found
    kept = point_near(row, point, spot) if point and spot else None
    if point and not spot:
        row.drop("latitude", f"{point[0]}, {point[1]}", _("No commune is known for this point."))
    return Whereabouts(
        commune=spot.uid if spot else None,
        postal_code=postal,
        street_address=_street(row),
        latitude=kept[0] if kept else None,
        longitude=kept[1] if kept else None,
    )


def _street(row: RowReading) -> str:
    parts = [row.text(name).strip(" ,") for name in ("adresse", "complement_adresse")]
    street = ", ".join(part for part in parts if part)
    return str(
        RowReading({"adresse": street}, warnings=row.warnings).kept_or_dropped("adresse", _STREET)
    )


def _commune(
    row: RowReading, mapping: Mapping, places: PlaceTable, *, code: str, postal: str
) -> Spot | None:
    if code and (spot := places.commune_of_code(mapping.country, code)):
        return places.refined(spot, postal)
    name = row.text("commune")
    spot = places.named(mapping.country, name, postal) if name or postal else None
    if code and not row.has_problem("code_insee"):
        if spot:
            told = _("No commune has this code: it is told by its name.")
            row.repair("code_insee", code, told, spot.name)
        else:
            row.drop("code_insee", code, _("No commune has this code."))
    return spot


def _by_point(
    row: RowReading, mapping: Mapping, places: PlaceTable, point: tuple[float, float]
) -> tuple[Spot, tuple[float, float]] | None:
    """Namesakes are told apart by the point; without any name, the nearest commune is it."""
    name, postal = row.text("commune"), row.text("code_postal")
    meant = places.sharing(mapping.country, name, postal)
    if meant:
        spot = places.nearest(*point, among=meant)
        return (spot, point) if spot else None
    found = point_anywhere(places, point)
    if found:
        row.repair(
            "commune",
            name or postal,
            _("The commune is told by the point."),
            found[0].name,
        )
    return found


def coverage(
    row: RowReading, mapping: Mapping, places: PlaceTable, *, commune: str | None
) -> list[str]:
    """The areas served; none said is what the mapping says, else everywhere.

    A code that is no area refuses the row: it decides who is served.
    """
    codes = row.values.get("zone_eligibilite") or []
    kind = row.text("zone_type").strip().lower()
    found: dict[str, None] = {}
    for code in codes:
        uid = _area(code, mapping, places, kind=kind)
        if uid:
            found[uid] = None
        else:
            row.refuse(
                "zone_eligibilite",
                code,
                _("No commune, department, intercommunality or country has this code."),
                _near_area(code, mapping, places),
            )
    if not found and commune and mapping.default_zone == "department":
        return [places.above(commune)]
    return list(found) or [EVERYWHERE]


def _area(code: str, mapping: Mapping, places: PlaceTable, *, kind: str) -> str | None:
    if code in mapping.zones:
        return mapping.zones[code] if mapping.zones[code] in places.uids else None
    if code in places.uids:
        return code
    kinds = load_table(mapping.country, mapping.vocabulary).get("zone_types", {})
    levels = kinds.get(kind, _LEVELS)
    # A spreadsheet takes the zero from the front of a code: 1004 was 01004.
    tried = (code, f"0{code}") if code.isdigit() else (code.upper(),)
    for written in tried:
        for level in levels:
            uid = (
                places.by_code.get((mapping.country, written))
                if level in (Level.COMMUNE, Level.DISTRICT)
                else places.areas.get((mapping.country, level, written))
            )
            if uid:
                return uid
    return None


def _near_area(code: str, mapping: Mapping, places: PlaceTable) -> str:
    """An area whose name is what was written instead of a code, or whose code resembles it."""
    if spot := places.named(mapping.country, code, ""):
        return spot.uid.rpartition(":")[2]
    if not 4 <= len(code) <= _LONGEST_CODE:
        return ""
    codes = [area for country, _level, area in places.areas if country == mapping.country]
    near = process.extractOne(code, codes, scorer=fuzz.ratio, score_cutoff=_NEAR_CODE)
    return str(near[0]) if near else ""


_NEAR_CODE = 85
_LONGEST_CODE = 30
