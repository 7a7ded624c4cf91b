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
    facts = [
        facts_of(fields, structure, place)
        if len(sources) > 1 or here.may_hold(fields, place)
        else None
        for fields, structure, _source in asked
        for place in [places.of(fields.get("commune"))]
    ]
    near = [here.index.nearest(keys_of(one)) if one else [] for one in facts]
    read_whole(here, set(chain.from_iterable(near)))
    before = Shelf()
    found: list[Twin | None] = []
    for number, (one, (fields, _structure, source)) in enumerate(zip(facts, asked, strict=True)):
        if one is None:
            found.append(None)
            continue
        compared = [here.entries[key] for key in near[number]]
        if len(sources) > 1:
            compared += [before.entries[key] for key in before.index.nearest(keys_of(one))]
        twin = _likeliest(one, source.key, compared)
        if len(sources) > 1 and twin is None:
            entry = Entry(source.key, one.place, fields["title"], facts=one)
            before.put(number, entry, keys_of(one))
        found.append(twin)
    return found


def _all_here_is_of(sources: Iterable[str]) -> bool:
    """Nothing is to be compared while a site holds one directory only."""
    ours = Provenance.objects.filter(source__key__in=sources).count()
    return OfferPage.objects.count() == ours


def _likeliest(one: Facts, source: str, compared: Iterable[Entry]) -> Twin | None:
    best: tuple[float, Entry, Facts] | None = None
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
