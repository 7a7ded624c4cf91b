"""Offers that look like one that is being written, to show to the person who writes it.

Only what the public sees is compared: nobody learns a protected place or number by trying it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from offers.models import PublicOffer
from offers.twins.facts import Facts, Place, contacts_of, facts_of
from offers.twins.finding import is_near
from offers.twins.names import name_likeness
from offers.twins.places import NOWHERE, Places
from offers.twins.scoring import reasons, score
from offers.twins.shelf import keys_of, offers_here
from territories.fold import fold
from territories.models import Territory

# Someone who still writes says less than an imported row: what may be the same is shown, not lost.
LIKELY = 0.2
_SAME_NAME = 0.9
# How likely it is, at least, when both give one phone or one mail, or one name of the structure
# and one title.
_SAME_CONTACT, _SAME_NAMES = 0.3, 0.6
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A live offer, how likely it is the same, and why, as codes of `offers.twins.scoring`."""

    offer: PublicOffer
    score: float
    reasons: tuple[str, ...]


def look_alikes(fields: Mapping[str, Any], *, structure: str = "") -> list[LookAlike]:
    """The likeliest first, three at most; none as long as neither place nor contact is said.

    `fields` are proposable fields of an offer, as far as they are known. Five queries at most.
    """
    if not (fields.get("commune") or contacts_of(fields)) or not fields.get("title"):
        return []
    places = Places.around({fields["commune"]} if fields.get("commune") else set())
    one = facts_of(fields, structure, places.of(fields.get("commune")))
    here = offers_here([fields], places, set())
    rows = _public_rows(here.index.nearest(keys_of(one)))
    found = (_compared(one, row, places) for row in rows)
    likely = [alike for alike in found if alike and alike.score >= LIKELY]
    return sorted(likely, key=lambda alike: (-alike.score, alike.offer.pk))[:_SHOWN]


def _public_rows(keys: Sequence[int]) -> Iterable[PublicOffer]:
    return PublicOffer.objects.live().filter(pk__in=keys).select_related("structure", "commune")


def _compared(one: Facts, row: PublicOffer, places: Places) -> LookAlike | None:
    other = facts_of(_public_fields(row.data), row.structure.name, _place(row, places))
    likeness = score(one, other)
    why = reasons(one, other)
    if {"phone", "mail"} & set(why):
        likeness = max(likeness, _SAME_CONTACT)
    elif not is_near(one.place, other.place):
        return None
    if "title" in why and name_likeness(*sorted((one.structure, other.structure))) > _SAME_NAME:
        likeness = max(likeness, _SAME_NAMES)
    return LookAlike(row, likeness, why)


def _public_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields an offer's facts are made of, as its public row says them."""
    address, contact = data["address"], data["contact"]
    is_exact = address["is_exact"]
    return {
        **data,
        "street_address": address["street"],
        "latitude": address["latitude"] if is_exact else None,
        "longitude": address["longitude"] if is_exact else None,
        "contact_phone": contact.get("phone", ""),
        "contact_email": contact.get("email", ""),
    }


def _place(row: PublicOffer, places: Places) -> Place:
    if row.commune is None:
        return NOWHERE
    known = places.by_uid.get(row.commune.uid)
    words = frozenset(fold(row.commune.name).split())
    return known or Place(row.commune.uid, words, _point(row.commune))


def _point(commune: Territory) -> tuple[float, float] | None:
    if commune.latitude is None or commune.longitude is None:
        return None
    return commune.latitude, commune.longitude
