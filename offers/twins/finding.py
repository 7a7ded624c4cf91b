"""The offers that are here already under another source, for a batch of new ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import F, Q, QuerySet

from offers.known import Known
from offers.models import OfferPage, Provenance, Source
from offers.models.structures import AddressVisibility
from offers.twins.facts import FIELDS, Facts, Place, facts_of, site
from offers.twins.index import Index, Keys, contact_keys, site_keys, town_keys
from offers.twins.places import Places
from offers.twins.scoring import FAR_KM, is_twin, reasons, score
from offers.twins.words import terms
from territories.distance import kilometres
from territories.fold import fold

Asked = tuple[Mapping[str, Any], str, Source]


@dataclass(frozen=True, slots=True)
class Twin:
    """An offer that seems the same; `public_id` is empty for one that the same file brings."""

    title: str
    public_id: str
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class _Entry:
    """An offer to compare with: read whole only when something brings it near."""

    source: str | None
    place: Place
    title: str = ""
    public_id: str = ""
    facts: Facts | None = None


@dataclass(slots=True)
class _Shelf:
    """Offers to compare with, and the index that finds them."""

    entries: dict[int, _Entry] = field(default_factory=dict)
    index: Index = field(default_factory=Index)


def offer_twins(asked: Sequence[Asked], *, known: Known) -> list[Twin | None]:
    """For each new offer, the likeliest live offer of another source, or of none, when likely
    enough; else the likeliest one before it in `asked`. Six queries at most, whatever their number.
    """
    sources = {source.key for _fields, _structure, source in asked}
    if len(sources) < 2 and _all_here_is_of(sources):
        return [None] * len(asked)
    places = Places.around({fields["commune"] for fields, *_rest in asked if fields.get("commune")})
    facts = [facts_of(f, structure, places.of(f.get("commune"))) for f, structure, _source in asked]
    here = _offers_here(facts, places, sources)
    near = [here.index.nearest(_keys(one)) for one in facts]
    _read_whole(here, set(chain.from_iterable(near)))
    before = _Shelf()
    found: list[Twin | None] = []
    for number, (one, (fields, _structure, source)) in enumerate(zip(facts, asked, strict=True)):
        compared = [here.entries[key] for key in near[number]]
        if len(sources) > 1:
            compared += [before.entries[key] for key in before.index.nearest(_keys(one))]
        found.append(_likeliest(one, source.key, compared))
        if len(sources) > 1 and found[-1] is None:
            before.entries[number] = _Entry(source.key, one.place, fields["title"], facts=one)
            before.index.add(number, _keys(one))
    return found


def _all_here_is_of(sources: Iterable[str]) -> bool:
    """Nothing is to be compared while a site holds one directory only."""
    ours = Provenance.objects.filter(source__key__in=sources).count()
    return OfferPage.objects.count() == ours


def _keys(one: Facts) -> Keys:
    return chain(
        contact_keys(one.phones | one.mails),
        site_keys(one.site[0]),
        town_keys(
            one.place.uid, name=one.structure, title=one.title_terms, apart=one.place.words
        ),
    )


def _likeliest(one: Facts, source: str, compared: Iterable[_Entry]) -> Twin | None:
    best: tuple[float, _Entry, Facts] | None = None
    for entry in compared:
        if entry.facts is None or entry.source == source or not _is_near(one.place, entry.place):
            continue
        likeness = score(one, entry.facts)
        if is_twin(likeness) and (best is None or likeness > best[0]):
            best = likeness, entry, entry.facts
    if best is None:
        return None
    likeness, entry, facts = best
    return Twin(entry.title, entry.public_id, likeness, reasons(one, facts))


def _is_near(first: Place, second: Place) -> bool:
    """In one commune of today, or in two whose centres lie close."""
    if first.uid == second.uid:
        return True
    return bool(first.point and second.point) and kilometres(*first.point, *second.point) < FAR_KM  # type: ignore[misc]


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


def _offers_here(facts: Sequence[Facts], places: Places, sources: set[str]) -> _Shelf:
    """Live offers of the same towns, and those around that share a phone or a mail."""
    phones = {phone for one in facts for phone in one.phones}
    mails = {mail for one in facts for mail in one.mails}
    same_town = Q(commune__in=list(places.by_key))
    around = Q(commune__parent__in=places.parents) & ~same_town
    shared = Q(contact_phone__in=phones) | Q(contact_email__in=mails)
    shelf = _Shelf()
    for wanted in (same_town, around & shared):
        for row in _of_others(sources).filter(wanted).values(*_LIGHT).iterator(2000):
            place = places.by_key.get(row["commune"]) or _place(row)
            shelf.entries[row["pk"]] = _Entry(row["provenance__source__key"], place, row["title"])
            shelf.index.add(row["pk"], _light_keys(row, place))
    return shelf


def _of_others(sources: set[str]) -> QuerySet[OfferPage]:
    """Where all rows are of one source, its own offers are left out at once."""
    live = OfferPage.objects.filter(live=True).order_by()
    return live.exclude(provenance__source__key__in=sources) if len(sources) == 1 else live


def _place(row: Mapping[str, Any]) -> Place:
    latitude, longitude = row["commune__latitude"], row["commune__longitude"]
    point = None if latitude is None or longitude is None else (latitude, longitude)
    return Place(row["commune__uid"], frozenset(fold(row["commune__name"]).split()), point)


def _light_keys(row: Mapping[str, Any], place: Place) -> Keys:
    rows = (*row["engage_person"], *row["engage_worker"])
    said = {row["contact_phone"], row["contact_email"].lower()} | {
        one["value"].lower() for one in rows if one["mode"] in ("phone", "mail")
    }
    return chain(
        contact_keys(said - {""}),
        site_keys(site(row["website"])[0]),
        town_keys(
            place.uid,
            name=row["structure__name"],
            title=terms(row["title"], without=place.words),
            apart=place.words,
        ),
    )


def _read_whole(shelf: _Shelf, keys: set[int]) -> None:
    rows = OfferPage.objects.filter(pk__in=keys).order_by()
    names = ("pk", "public_id", *FIELDS)
    beside = {"name": F("structure__name"), "address": F("visibility__address")}
    for row in rows.values(*names, **beside):
        entry = shelf.entries[row["pk"]]
        entry.public_id = row["public_id"]
        shows = row["address"] in (None, AddressVisibility.PUBLIC)
        entry.facts = facts_of(row, row["name"], entry.place, shows_address=shows)
