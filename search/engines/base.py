"""What every engine answers to. Engines find; one ranker (search.ranking) orders and explains."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from search.models import SearchDocument

# How many offers the ranker weighs; past them the engine's own order would go on.
CANDIDATES = 200

# What a word is worth by where it stands.
COLUMN_WEIGHTS = {"title": 6.0, "needs": 4.0, "structure": 2.0, "text": 1.0}


class EngineError(Exception):
    """The engine did not answer: never to be shown as "no result"."""


@dataclass(frozen=True, slots=True)
class Around:
    """Within `radius_km` of a point, or serving one of the areas the place lies in."""

    latitude: float
    longitude: float
    radius_km: float
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inside:
    """Placed in a territory (by path) or serving one of the areas it lies in."""

    path: str
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Offers of any of the needs (ids), or that hold all the words, where they can be reached.

    `words` are stems that must all be there, anywhere or (`in_names`) in the title and the name of
    the structure; `scored` are those that only count for the score. `where` is None for anywhere.
    """

    needs: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    in_names: bool = False
    scored: tuple[str, ...] = ()
    where: Around | Inside | None = None
    limit: int = CANDIDATES


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer found. `text` goes from 0 (no word) to 1; `serves`: its coverage holds the place."""

    offer_id: int
    structure_id: int
    title: str
    latitude: float | None
    longitude: float | None
    is_remote: bool
    text: float
    needs: frozenset[int]
    serves: bool


class SearchEngine(Protocol):
    name: str

    def candidates(self, query: Query) -> list[Candidate]:
        """At most `limit`, the likeliest first. Raises EngineError, never a syntax error."""

    def known_words(self, words: Collection[str]) -> set[str]:
        """Those of the stems that at least one document holds."""

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace."""

    def remove(self, ids: Collection[int]) -> None: ...

    def rebuild(self) -> None:
        """Make the engine's own structures again from the documents."""

    def status(self) -> dict[str, Any]: ...
