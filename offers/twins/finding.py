"""The offers that are here already under another source, for a batch of new ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from offers.known import Known
from offers.models import OfferPage, Provenance, Source
from offers.twins.facts import Facts, Place, facts_of
from offers.twins.places import Places
from offers.twins.scoring import FAR_KM, is_twin, reasons, score
from offers.twins.shelf import Entry, Shelf, keys_of, offers_here, read_whole
from territories.distance import kilometres

Asked = tuple[Mapping[str, Any], str, Source]


@dataclass(frozen=True, slots=True)
class Twin:
    """An offer that seems the same; `public_id` is empty for one that the same file brings."""

    title: str
    public_id: str
    score: float
    reasons: tuple[str, ...] = ()


def offer_twins(asked: Sequence[Asked], *, known: Known) -> list[Twin | None]:
    """For each new offer, the likeliest live offer of another source, or of none, when likely
    enough; else the likeliest one before it in `asked`. Six queries at most, whatever their number.
    """
    sources = {source.key for _fields, _structure, source in asked}
    if len(sources) < 2 and _all_here_is_of(sources):
        return [None] * len(asked)
    places = Places.around({fields["commune"] for fields, *_rest in asked if fields.get("commune")})
    here = offers_here([fields for fields, *_rest in asked], places, sources)
    facts = _facts_worth_reading(asked, places, here if len(sources) < 2 else None)
    near = [here.index.nearest(keys_of(one)) if one else [] for one in facts]
    read_whole(here, set(chain.from_iterable(near)))
    compared = [[here.entries[key] for key in keys] for keys in near]
    found = [
        _likeliest(one, source.key, entries) if one else None
        for one, (_fields, _structure, source), entries in zip(facts, asked, compared, strict=True)
    ]
    return found if len(sources) < 2 else _with_doubles_inside(found, asked, facts)


def _facts_worth_reading(
    asked: Sequence[Asked], places: Places, here: Shelf | None
) -> list[Facts | None]:
    """Of all rows when they may double each other, else of those that something here is near."""
    facts: list[Facts | None] = []
    for fields, structure, _source in asked:
        place = places.of(fields.get("commune"))
        is_alone = here is not None and not here.may_hold(fields, place)
        facts.append(None if is_alone else facts_of(fields, structure, place))
    return facts


def _with_doubles_inside(
    found: Sequence[Twin | None], asked: Sequence[Asked], facts: Sequence[Facts | None]
) -> list[Twin | None]:
    """The same, and rows that double an earlier row of another source in the same file."""
    before = Shelf()
    done: list[Twin | None] = []
    for number, (twin, one) in enumerate(zip(found, facts, strict=True)):
        fields, _structure, source = asked[number]
        if twin is None and one is not None:
            earlier = [before.entries[key] for key in before.index.nearest(keys_of(one))]
            twin = _likeliest(one, source.key, earlier)
        if twin is None and one is not None:
            entry = Entry(source.key, one.place, fields["title"], facts=one)
            before.put(number, entry, keys_of(one))
        done.append(twin)
    return done


def _all_here_is_of(sources: Iterable[str]) -> bool:
    """Nothing is to be compared while a site holds one directory only."""
    ours: int = Provenance.objects.filter(source__key__in=sources).count()
    everything: int = OfferPage.objects.count()
    return everything == ours


def _likeliest(one: Facts, source: str, compared: Iterable[Entry]) -> Twin | None:
    best: tuple[float, Entry, Facts] | None = None
    for entry in compared:
        if entry.facts is None or entry.source == source or not is_near(one.place, entry.place):
            continue
        likeness = score(one, entry.facts)
        if is_twin(likeness) and (best is None or likeness > best[0]):
            best = likeness, entry, entry.facts
    if best is None:
        return None
    likeness, entry, facts = best
    return Twin(entry.title, entry.public_id, likeness, reasons(one, facts))


def is_near(first: Place, second: Place) -> bool:
    """In one commune of today, or in two whose centres lie close."""
    if first.uid == second.uid:
        return True
    if first.point is None or second.point is None:
        return False
    return kilometres(*first.point, *second.point) < FAR_KM
