"""Structures and offers by the words of their names; only those that anyone may see.

The names of structures are not stemmed. Titles are: a word that is only begun (hebergem) may be
longer than what it is cut to (heberg), so when nothing else answers, shorter stems are looked for
too, and the titles read.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.urls import reverse

from offers.cards import structure_place
from offers.models import PublicOffer, Structure
from offers.models.structures import PageState
from search.analysis import tokens, words
from search.suggesting.name_index import name_index
from search.suggesting.suggestion import Kind, Suggestion
from search.suggesting.typed import Word
from search.wanted import Wanted
from territories.fold import fold

# How many are looked at to choose a few from.
CHOICE = 40
# Shorter than this, a stem is not taken for what a word begun is cut to.
SHORTEST_STEM = 4

_STRUCTURE_FIELDS = (
    "public_id",
    "slug",
    "name",
    "state",
    "address_visibility",
    "commune__name",
    "home_territory__name",
)


class Titled(NamedTuple):
    pk: int
    public_id: str
    slug: str
    title: str
    structure: str


def suggest_structures(typed: Sequence[Word], begun: str, *, at_most: int) -> list[Suggestion]:
    """Those whose name begins with what is typed, then those with all its words."""
    index = name_index()
    found = index.structures_called(begun, CHOICE)
    if len(found) < CHOICE:
        found += index.structures([word.text for word in typed], CHOICE)
    return [_of_structure(one) for one in _live(list(dict.fromkeys(found)), at_most)]


def _live(ids: list[int], at_most: int) -> list[Structure]:
    """The first ones that are live, in order; those that left are rarely many."""
    rows = Structure.objects.select_related("commune", "home_territory").only(*_STRUCTURE_FIELDS)
    found: list[Structure] = []
    while ids and len(found) < at_most:
        batch, ids = ids[:at_most], ids[at_most:]
        standing = rows.in_bulk(batch)
        found += [standing[pk] for pk in batch if standing[pk].state == PageState.LIVE]
    return found[:at_most]


def _of_structure(found: Structure) -> Suggestion:
    return Suggestion(
        Kind.STRUCTURE,
        found.name,
        value=found.name,
        address=found.get_absolute_url(),
        detail=structure_place(found),
    )


def suggest_offers(
    typed: Sequence[Word], begun: str, *, language: str, at_most: int
) -> list[Suggestion]:
    """Those whose title begins with what is typed, then the shortest titles with all its words."""
    found = _titled([Wanted(word.text, (word.stem,)) for word in typed])
    if not found:
        cut = _titled([Wanted(word.text, (word.stem, *_cut(word))) for word in typed])
        found = [row for row in cut if _holds(row.title, typed, language)]
    found.sort(key=lambda row: (not fold(row.title).startswith(begun), len(row.title), row.pk))
    return [_of_offer(row) for row in found[:at_most]]


def _titled(wanted: Sequence[Wanted]) -> list[Titled]:
    ids = name_index().titles(wanted, CHOICE)
    # The state is read, not asked for: SQLite would go through all that are live to find these
    # (110 ms of 100,000 offers, measured).
    rows = PublicOffer.objects.filter(pk__in=ids).order_by() if ids else PublicOffer.objects.none()
    fields = ("state", "pk", "public_id", "slug", "title", "structure__name")
    return [Titled(*row) for state, *row in rows.values_list(*fields) if state == PageState.LIVE]


def _cut(word: Word) -> list[str]:
    return [word.text[:size] for size in range(SHORTEST_STEM, len(word.text))]


def _holds(title: str, typed: Sequence[Word], language: str) -> bool:
    held = [word for word, _start, _end in words(title)]
    stems = tokens(title, language)
    return all(
        word.stem in stems or any(one.startswith(word.text) for one in held) for word in typed
    )


def _of_offer(row: Titled) -> Suggestion:
    return Suggestion(
        Kind.OFFER,
        row.title,
        value=row.title,
        address=reverse("offers:offer", args=[row.public_id, row.slug]),
        detail=row.structure,
    )
