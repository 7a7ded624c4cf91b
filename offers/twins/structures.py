"""The structure that a record of another source stands for: found only when it is sure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from offers.models import Source, Structure, StructureProvenance
from offers.models.structures import AddressVisibility, PageState
from offers.twins.addresses import SAME, Street, agreement, street
from offers.twins.facts import Place, site
from offers.twins.index import Index, Keys, contact_keys, site_keys, town_keys
from offers.twins.names import name_likeness
from offers.twins.places import Places
from territories.distance import kilometres

SAME_NUMBER = 1.0
# How alike two names must be, when a contact agrees, or only an address or a nearby point.
ALIKE, VERY_ALIKE = 0.86, 0.93
_AT_ONCE_KM = 0.15
_SHORT, _NUMBER = 9, 14


@dataclass(frozen=True, slots=True)
class StructureTwin:
    structure: Structure
    score: float


class _Card(NamedTuple):
    """What is compared of a structure."""

    name: str
    place: Place
    number: str
    contacts: frozenset[str]
    host: str
    street: Street
    point: tuple[float, float] | None


def structure_twins(
    asked: Sequence[tuple[Mapping[str, Any], Source | None]],
) -> list[StructureTwin | None]:
    """For each new structure, the one here that it surely is: never one the same source brought,
    for it knows its own. Four queries, whatever their number."""
    communes = {fields["commune"] for fields, _source in asked if fields.get("commune")}
    places = Places.around(communes)
    here = _cards_here(places)
    brought = _brought(here)
    index = Index()
    for key, card in here.items():
        index.add(key, _keys(card))
    best = [
        _surest(_card(fields, places), source.key if source else "", here, brought, index)
        for fields, source in asked
    ]
    rows = Structure.objects.in_bulk([found[0] for found in best if found])
    return [StructureTwin(rows[found[0]], found[1]) if found else None for found in best]


def likeness(first: _Card, second: _Card) -> float:
    """0 unless it is sure: the same registration number, or a like name and something that
    agrees, both in one commune."""
    if not first.place.uid or first.place.uid != second.place.uid:
        return 0.0
    if first.number and second.number:
        if first.number == second.number and len(first.number) == _NUMBER:
            return SAME_NUMBER
        if first.number[:_SHORT] != second.number[:_SHORT]:
            return 0.0
    alike = name_likeness(*sorted((first.name, second.name)))
    has_contact = not first.contacts.isdisjoint(second.contacts) or (
        bool(first.host) and first.host == second.host
    )
    needed = ALIKE if has_contact else VERY_ALIKE
    return alike if alike >= needed and (has_contact or _is_at(first, second)) else 0.0


def _is_at(first: _Card, second: _Card) -> bool:
    if agreement(first.street, second.street) == SAME:
        return True
    if first.point is None or second.point is None or (first.street.words and second.street.words):
        return False
    return kilometres(*first.point, *second.point) < _AT_ONCE_KM


def _surest(
    card: _Card,
    source: str,
    here: Mapping[int, _Card],
    brought: Mapping[int, set[str]],
    index: Index,
) -> tuple[int, float] | None:
    scored = [
        (likeness(card, here[key]), -key)
        for key in index.nearest(_keys(card))
        if source not in brought.get(key, ())
    ]
    score, key = max(scored, default=(0.0, 0))
    return (-key, score) if score else None


def _keys(card: _Card) -> Keys:
    number = [(("number", card.number), 8)] if card.number else []
    return chain(
        number,
        contact_keys(card.contacts),
        site_keys(card.host),
        town_keys(card.place.uid, name=card.name, apart=card.place.words),
    )


def _cards_here(places: Places) -> dict[int, _Card]:
    rows = Structure.objects.filter(state=PageState.LIVE, commune__in=list(places.by_key))
    names = "name", "identifier", "phone", "email", "website", "street_address"
    also = "latitude", "longitude", "commune", "address_visibility", "pk"
    return {
        row["pk"]: _card({**row, "commune": places.by_key[row["commune"]].uid}, places)
        for row in rows.order_by().values(*names, *also)
    }


def _brought(here: Mapping[int, _Card]) -> dict[int, set[str]]:
    """The sources that brought each structure, or have a record that stands for it."""
    found: dict[int, set[str]] = {}
    if here:
        rows = StructureProvenance.objects.filter(structure__in=list(here)).order_by()
        for structure, source in rows.values_list("structure", "source__key"):
            found.setdefault(structure, set()).add(source)
    return found


def _card(fields: Mapping[str, Any], places: Places) -> _Card:
    """Without its address where that is protected: nobody may guess it by comparing."""
    shows = fields.get("address_visibility", AddressVisibility.PUBLIC) == AddressVisibility.PUBLIC
    latitude, longitude = fields.get("latitude"), fields.get("longitude")
    point = None if latitude is None or longitude is None else (latitude, longitude)
    return _Card(
        name=fields.get("name") or "",
        place=places.of(fields.get("commune")),
        number="".join((fields.get("identifier") or "").split()),
        contacts=frozenset({fields.get("phone") or "", (fields.get("email") or "").lower()} - {""}),
        host=site(fields.get("website") or "")[0],
        street=street((fields.get("street_address") or "") if shows else ""),
        point=point if shows else None,
    )
