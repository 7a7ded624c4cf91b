"""Structures and offers by the words of their names; only those that anyone may see.

The names of structures are not stemmed. Titles are: a word that is only begun (hebergem) may be
longer than what it is cut to (heberg), so when nothing else answers, shorter stems are looked for
too, and the titles read.
"""

from collections.abc import Iterable, Sequence

from offers.cards import structure_place
from offers.models import PublicOffer, Structure
from search.analysis import tokens, words
from search.suggesting.name_index import Wanted, name_index
from search.suggesting.suggestion import Kind, Suggestion
from search.suggesting.typed import Word
from territories.fold import fold

# How many are read to choose a few from.
CHOICE = 60
# Shorter than this, a stem is not taken for what a word begun is cut to.
SHORTEST_STEM = 4


def suggest_structures(typed: Sequence[Word], begun: str, *, at_most: int) -> list[Suggestion]:
    """Those whose name begins with what is typed, then those with all its words."""
    index = name_index()
    live = Structure.objects.live().select_related("commune", "home_territory")
    found = list(live.filter(index.structures_called(begun))[:at_most])
    if len(found) < at_most:
        held = index.structures([word.text for word in typed], CHOICE)
        found += live.filter(pk__in=held).exclude(pk__in=[one.pk for one in found])[:at_most]
    return [_of_structure(one) for one in found[:at_most]]


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


def _titled(wanted: Iterable[Wanted]) -> list[PublicOffer]:
    held = name_index().titles(list(wanted), CHOICE)
    live = PublicOffer.objects.live().filter(pk__in=held).select_related("structure")
    return list(live.only("public_id", "slug", "title", "structure__name").order_by())


def _cut(word: Word) -> list[str]:
    return [word.text[:size] for size in range(SHORTEST_STEM, len(word.text))]


def _holds(title: str, typed: Sequence[Word], language: str) -> bool:
    held = [word for word, _start, _end in words(title)]
    stems = tokens(title, language)
    return all(
        word.stem in stems or any(one.startswith(word.text) for one in held) for word in typed
    )


def _of_offer(row: PublicOffer) -> Suggestion:
    return Suggestion(
        Kind.OFFER,
        row.title,
        value=row.title,
        address=row.get_absolute_url(),
        detail=row.structure.name,
    )
