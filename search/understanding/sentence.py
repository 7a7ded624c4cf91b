"""What a sentence asks beside its need: filters and a place, each with the words it was read from.

Pure: the names of places are given. A wrong filter is worse than a missing one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from search.analysis import tokens
from search.filters import NO_FILTERS, Filters
from search.understanding.clauses import clauses
from search.understanding.filtering import Reading, readings
from search.understanding.habits import place_habits
from search.understanding.phrases import tables
from search.understanding.placing import NamesOf, place_words
from search.understanding.spoken import PlaceWords

# In a longer message the rest tells the story again, and costs.
LONGEST_TEXT = 2_000
_SPACES = re.compile(r"\s+")
_LEFT = re.compile(r"^[\s,;:.-]+|(?<=\s)[,;:.](?=\s)")


@dataclass(frozen=True, slots=True)
class Understood:
    """`places`: one, or two of which a person is to be asked; in the words of the sentence."""

    text: str
    language: str
    readings: tuple[Reading, ...] = ()
    places: tuple[PlaceWords, ...] = ()

    @property
    def filters(self) -> Filters:
        filters = NO_FILTERS
        for reading in self.readings:
            filters = filters.adding(reading.facet, reading.code)
        return filters

    def rest(self, *, with_place: bool = False) -> str:
        """The sentence for the router: without the words that only say a place or a filter.

        The whole sentence when nothing else was said.
        """
        spans = [(read.start, read.end) for read in self.readings if read.is_removed]
        spans += [] if with_place else [(place.start, place.end) for place in self.places]
        left = _without(self.text, spans)
        return left if tokens(left, self.language) else self.text


def understand_sentence(text: str, language: str, names: NamesOf) -> Understood:
    """`language` is that of the sentence; one without a file is read for places only."""
    text = text[:LONGEST_TEXT]
    known = tables(language)
    found = readings(clauses(text, language), known) if known else []
    habits = place_habits(("en",) if language == "en" else ("fr", "es"))
    return Understood(text, language, tuple(found), tuple(place_words(text, habits, names)))


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in sorted(spans):
        parts.append(text[at:start])
        at = max(at, end)
    return _SPACES.sub(" ", _LEFT.sub(" ", " ".join([*parts, text[at:]]))).strip()
