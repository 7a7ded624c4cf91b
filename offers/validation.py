"""The one validation of an offer's fields, whoever writes them: form, proposal, import, demo."""

from collections.abc import Callable, Mapping, Set
from functools import lru_cache, partial
from typing import Any

from django.utils.translation import gettext as _

from offers import normalise
from offers.known import Known
from offers.models import Term
from offers.normalise import Normaliser, Refused
from offers.schema import EVERYWHERE, OFFER_FIELDS
from territories.distance import kilometres

Fields = dict[str, Any]
Errors = dict[str, list[str]]

# Beyond this a point is taken for a mistake: the widest commune of France is 60 km across.
FAR_FROM_COMMUNE_KM = 60


class CheckedFields(dict[str, Any]):
    """All proposable fields, as `apply_changes` gives them: they need no second check."""


class InvalidFields(Exception):
    """Fields that cannot be published; `errors` maps a field to sentences for the person."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(errors)
        self.errors = errors


def apply_changes(
    current: Mapping[str, Any], changes: Mapping[str, Any], *, known: Known | None = None
) -> CheckedFields:
    """The fields as they would be after the changes, normalised and checked together.

    Writes nothing. Raises InvalidFields when a field is unknown, forbidden, malformed, or when
    the fields contradict each other. Where an offer is stands as it is when no change touches it:
    a commune that ended since keeps nobody from correcting a price. `known` is shared over a batch.
    """
    known = known or Known.from_database()
    errors: Errors = {
        name: [_("This field cannot be changed here.")]
        for name in changes
        if name not in OFFER_FIELDS
    }
    merged = CheckedFields((name, current.get(name)) for name in OFFER_FIELDS)
    readers = _readers(_region(changes, merged))
    for name in OFFER_FIELDS.keys() & changes.keys():
        try:
            merged[name] = readers[name](changes[name])
        except Refused as refusal:
            errors[name] = [str(refusal)]
    if not errors:
        for name, message in _contradictions(merged, known, changed=changes.keys()):
            errors.setdefault(name, []).append(message)
    if errors:
        raise InvalidFields(errors)
    return merged


def _places(fields: Mapping[str, Any]) -> set[str]:
    """The codes of places that the fields name."""
    return {*(fields["coverage"] or []), fields["commune"] or EVERYWHERE} - {EVERYWHERE}


def _region(changes: Mapping[str, Any], current: Mapping[str, Any]) -> str:
    """The country whose phone numbers are meant: that of the commune, else of the area served."""
    coverage, commune = (changes.get(n, current[n]) for n in ("coverage", "commune"))
    areas = [area for area in coverage if area != EVERYWHERE] if isinstance(coverage, list) else []
    uid = commune or (areas[0] if areas else "fr")
    return str(uid)[:2].upper()


_CODES = normalise.strings(most=30, longest=120)
_CODE = normalise.line(longest=60)
_READERS: dict[str, Normaliser] = {
    "title": normalise.line(shortest=3, longest=150),
    "summary": normalise.line(longest=280),
    "needs": _CODES,
    "service_types": _CODES,
    "what": normalise.rich_text,
    "how_it_goes": normalise.rich_text,
    "what_next": normalise.rich_text,
    "simple_version": normalise.lines(longest=3000),
    "for_whom": normalise.rich_text,
    "audiences": _CODES,
    "audience_detail": normalise.line(longest=500),
    "access_conditions": normalise.rich_text,
    "min_age": normalise.whole_number(least=0, most=120),
    "max_age": normalise.whole_number(least=0, most=120),
    "documents": normalise.strings(most=30, longest=160),
    "contact_name": normalise.line(longest=120),
    "contact_email": normalise.email,
    "website": normalise.url,
    "reception_modes": _CODES,
    "street_address": normalise.line(longest=200),
    "postal_code": normalise.line(longest=12),
    "commune": lambda value: _CODE(value) or None,
    "latitude": normalise.decimal_number(least=-90, most=90),
    "longitude": normalise.decimal_number(least=-180, most=180),
    "opening_hours": normalise.opening_hours,
    "coverage": _CODES,
    "accessibility": normalise.lines(longest=1000),
    "fee": normalise.line(longest=20),
    "fee_detail": normalise.line(longest=500),
    "duration_weeks": normalise.whole_number(least=1, most=520),
    "hours_per_week": normalise.decimal_number(least=0, most=80),
    "languages_spoken": normalise.languages,
}


@lru_cache(maxsize=64)
def _readers(region: str) -> dict[str, Normaliser]:
    """How each field is read; phone numbers are those of the region."""
    rows = partial(normalise.contact_rows, region=region)
    phone = partial(normalise.phone, region=region)
    return {**_READERS, "engage_person": rows, "engage_worker": rows, "contact_phone": phone}


_LISTS = {
    "needs": "need",
    "service_types": Term.Scheme.SERVICE_TYPE,
    "audiences": Term.Scheme.AUDIENCE,
    "reception_modes": Term.Scheme.RECEPTION_MODE,
}

Found = list[tuple[str, str]]


# What is checked against the places of the country, and against each other.
_WHERE = frozenset({"commune", "coverage", "latitude", "longitude", "reception_modes"})


def _contradictions(fields: Fields, known: Known, *, changed: Set[str]) -> Found:
    """What well-formed fields say against the vocabularies or against each other."""
    checks: list[Callable[[Fields, Known], Found]] = [
        _unknown_codes,
        _needs_and_audiences,
        _fee,
        _ages,
        _reach,
    ]
    if not _WHERE.isdisjoint(changed):
        known.look_up(_places(fields))
        checks.append(_place)
    return [pair for check in checks for pair in check(fields, known)]


def _unknown_codes(fields: Fields, known: Known) -> Found:
    found = [
        (name, _("%(code)s is not in the list.") % {"code": code})
        for name, scheme in _LISTS.items()
        for code in known.unknown(scheme, fields[name] or [])
    ]
    if fields["fee"] and known.unknown(Term.Scheme.FEE, [fields["fee"]]):
        found.append(("fee", _("%(code)s is not in the list.") % {"code": fields["fee"]}))
    return found


def _needs_and_audiences(fields: Fields, known: Known) -> Found:
    found: Found = []
    if not 1 <= len(fields["needs"] or []) <= 10:
        found.append(("needs", _("Choose between 1 and 10 needs that this offer answers.")))
    audiences = fields["audiences"] or []
    if "tous-publics" in audiences and len(audiences) > 1:
        found.append(("audiences", _("“Everyone” goes alone: remove the other audiences.")))
    return found


def _fee(fields: Fields, known: Known) -> Found:
    if fields["fee"] == "payant" and not fields["fee_detail"]:
        return [("fee_detail", _("Say how much it costs."))]
    return []


def _ages(fields: Fields, known: Known) -> Found:
    least, most = fields["min_age"], fields["max_age"]
    if least is not None and most is not None and least > most:
        return [("max_age", _("The highest age is below the lowest."))]
    return []


def _place(fields: Fields, known: Known) -> Found:
    found = [
        ("coverage", _("%(code)s is not a known place.") % {"code": uid})
        for uid in fields["coverage"] or []
        if uid != EVERYWHERE and not known.is_area(uid)
    ]
    commune = known.territory(fields["commune"]) if fields["commune"] else None
    if fields["commune"] and commune is None:
        found.append(("commune", _("%(code)s is not a known place.") % {"code": fields["commune"]}))
    if not fields["commune"] and "en-presentiel" in (fields["reception_modes"] or []):
        found.append(("commune", _("Say in which commune people are received.")))
    point = fields["latitude"], fields["longitude"]
    if (point[0] is None) != (point[1] is None):
        found.append(("latitude", _("Give both latitude and longitude, or neither.")))
    elif commune and commune.latitude is not None and point[0] is not None:
        far = kilometres(point[0], point[1], commune.latitude, commune.longitude or 0.0)
        if far > FAR_FROM_COMMUNE_KM:
            message = _("This point is %(distance)d km away from %(commune)s.")
            found.append(("latitude", message % {"distance": far, "commune": commune.name}))
    return found


def _reach(fields: Fields, known: Known) -> Found:
    if not (fields["engage_person"] or fields["engage_worker"]):
        return [("engage_person", _("Say at least one way to get in touch."))]
    if not fields["coverage"]:
        return [("coverage", _("Say which area this offer serves, even if it is everywhere."))]
    return []
