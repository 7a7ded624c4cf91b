"""The offers that are here, as a batch of new ones looks at them: lightly, whole where near."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import F, Q, QuerySet

from offers.models import OfferPage
from offers.models.structures import AddressVisibility
from offers.twins.facts import FIELDS, Facts, Place, contacts_of, facts_of, site
from offers.twins.index import Index, Keys, contact_keys, site_keys, town_keys
from offers.twins.places import Places
from offers.twins.words import terms
from territories.fold import fold

# How many departments, or provinces, a batch may lie in for the towns around to be looked at.
_MOST_PARENTS = 5

_LIGHT = (
    "pk",
    "title",
    "structure__name",
    "commune",
    "contact_phone",
    "contact_email",
    "website",
    "engage_person",
    "engage_worker",
    "provenance__source__key",
    "commune__uid",
    "commune__name",
    "commune__latitude",
    "commune__longitude",
)


@dataclass(slots=True)
class Entry:
    """An offer to compare with: read whole only when something brings it near."""

    source: str | None
    place: Place
    title: str = ""
    public_id: str = ""
    facts: Facts | None = None


@dataclass(slots=True)
class Shelf:
    """Offers to compare with, the index that finds them, and what a row must have to be near."""

    entries: dict[int, Entry] = field(default_factory=dict)
    index: Index = field(default_factory=Index)
    towns: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)

    def put(self, key: int, entry: Entry, keys: Keys) -> None:
        self.entries[key] = entry
        self.towns.add(entry.place.uid)
        self.index.add(key, keys)

    def may_hold(self, fields: Mapping[str, Any], place: Place) -> bool:
        """Whether it is worth reading the row: told at once, for most of a long file is alone."""
        return place.uid in self.towns or not self.shared.isdisjoint(contacts_of(fields))


def keys_of(one: Facts) -> Keys:
    return chain(
        contact_keys(one.phones | one.mails),
        site_keys(one.site[0]),
        town_keys(one.place.uid, name=one.structure, title=one.title_terms, apart=one.place.words),
    )


def offers_here(asked: Sequence[Mapping[str, Any]], places: Places, sources: set[str]) -> Shelf:
    """Live offers of the same towns, and those around that share a phone or a mail.

    Around is looked at for rows of a few departments: nothing indexes the contacts of a country.
    """
    shared = {contact for fields in asked for contact in contacts_of(fields)}
    same_town = Q(commune__in=list(places.by_key))
    wanted = [same_town]
    if len(places.parents) <= _MOST_PARENTS:
        said = Q(contact_phone__in=shared) | Q(contact_email__in=shared)
        wanted.append(Q(commune__parent__in=places.parents) & ~same_town & said)
    shelf = Shelf()
    for which in wanted:
        for row in _of_others(sources).filter(which).values(*_LIGHT).iterator(2000):
            place = places.by_key.get(row["commune"]) or _place(row)
            entry = Entry(row["provenance__source__key"], place, row["title"])
            shelf.put(row["pk"], entry, _light_keys(row, place))
            if which is not same_town:
                shelf.shared.update(contacts_of(row))
    return shelf


def _of_others(sources: set[str]) -> QuerySet[OfferPage]:
    """Where all rows are of one source, its own offers are left out at once."""
    live: QuerySet[OfferPage] = OfferPage.objects.filter(live=True).order_by()
    if len(sources) == 1:
        live = live.exclude(provenance__source__key__in=sources)
    return live


def _place(row: Mapping[str, Any]) -> Place:
    latitude, longitude = row["commune__latitude"], row["commune__longitude"]
    point = None if latitude is None or longitude is None else (latitude, longitude)
    return Place(row["commune__uid"], frozenset(fold(row["commune__name"]).split()), point)


def _light_keys(row: Mapping[str, Any], place: Place) -> Keys:
    return chain(
        contact_keys(contacts_of(row)),
        site_keys(site(row["website"])[0]),
        town_keys(
            place.uid,
            name=row["structure__name"],
            title=terms(row["title"], without=place.words),
            apart=place.words,
        ),
    )


def read_whole(shelf: Shelf, keys: set[int]) -> None:
    rows = OfferPage.objects.filter(pk__in=keys).order_by()
    names = ("pk", "public_id", *FIELDS)
    beside = {"name": F("structure__name"), "address": F("visibility__address")}
    for row in rows.values(*names, **beside):
        entry = shelf.entries[row["pk"]]
        entry.public_id = row["public_id"]
        shows = row["address"] in (None, AddressVisibility.PUBLIC)
        entry.facts = facts_of(row, row["name"], entry.place, shows_address=shows)
