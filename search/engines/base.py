"""What every engine answers to. Engines find and count; one ranker (search.ranking) orders."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from search.filters import NO_FILTERS, Facet, Filters
from search.models import SearchDocument

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

# How many offers the ranker weighs; past them the engine's own order goes on.
CANDIDATES = 200

# What a word is worth by where it stands.
COLUMN_WEIGHTS = {"title": 6.0, "needs": 4.0, "structure": 2.0, "text": 1.0}

# Of the words typed, only so many of the rarest are looked for: the others say little and cost.
SCORED_WORDS = 4


class EngineError(Exception):
    """The engine did not answer: never to be shown as "no result"."""


class Sort(StrEnum):
    """Each value is what the address says; relevance is not said."""

    RELEVANCE = ""
    NEAR = "proximite"
    FRESH = "fraicheur"


@dataclass(frozen=True, slots=True)
class Around:
    """Within `radius_km` of a point, or serving one of the areas the place lies in."""

    latitude: float
    longitude: float
    radius_km: float
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inside:
    """Placed in a territory (by path) or serving one of the areas the place asked lies in.

    `origin` is the point of the place asked, when it has one: what serves only others is left out,
    and distances are from there.
    """

    path: str
    areas: tuple[str, ...]
    origin: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Remote:
    """At a distance from anywhere, to people of one of the areas."""

    areas: tuple[str, ...]


Where = Around | Inside | Remote


def origin_of(where: Where | None) -> tuple[float, float] | None:
    if isinstance(where, Around):
        return where.latitude, where.longitude
    return where.origin if isinstance(where, Inside) else None


@dataclass(frozen=True, slots=True)
class Query:
    """Offers of any of the needs, or that hold all the words, where they can be reached.

    `needs`: code to confidence, 0 to 1; the code of a category stands for all its needs. `words`:
    stems that must all be there, anywhere or, `in_names`, in the title and the structure's name.
    `scored`: stems that only count for the score; they count most when asked `by_name`. `echoes`:
    stems that count in a title, and how much. `where` is None for anywhere, with distances from
    `origin` all the same. `after`: the cursor past which the engine's order is wanted.
    `is_counted`: whether the counts of facets are wanted too.
    """

    needs: Mapping[str, float] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    in_names: bool = False
    by_name: bool = False
    scored: tuple[str, ...] = ()
    echoes: Mapping[str, float] = field(default_factory=dict)
    where: Where | None = None
    origin: tuple[float, float] | None = None
    filters: Filters = NO_FILTERS
    sort: Sort = Sort.RELEVANCE
    after: int | None = None
    limit: int = CANDIDATES
    at: datetime | None = None
    is_counted: bool = True

    @property
    def needs_first(self) -> bool:
        """Whether the needs decide the order, rather than the words."""
        return bool(self.needs) and not self.by_name

    @property
    def centre(self) -> tuple[float, float] | None:
        """Where distances are counted from."""
        return self.origin or origin_of(self.where)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Offers found, as arrays of one length, in the order of the engine.

    need: the confidence of the surest need answered, 0 when none is; `need_at`: its place among the
    needs of the query, -1 for none. text: how well the words are held, echo: how much the title
    says of the query's echoes, 0 to 1. km: nan without a distance. serves, outside: they say they
    serve the place, or others only. audience: 1 for what is for everyone, or for those asked, else
    0. verified, modified: days since, nan for never. availability, quality: 0 to 1. cursors: where
    each stands in the engine's order.
    """

    offer_ids: Integers
    structure_ids: Integers
    need: Floats
    need_at: Integers
    text: Floats
    echo: Floats
    km: Floats
    is_remote: Booleans
    serves: Booleans
    outside: Booleans
    audience: Floats
    verified: Floats
    modified: Floats
    availability: Floats
    quality: Floats
    doubted: Booleans
    cursors: Integers

    def __len__(self) -> int:
        return len(self.offer_ids)

    @classmethod
    def none(cls) -> Self:
        empty, no, ids = np.empty(0), np.empty(0, np.bool_), np.empty(0, np.int64)
        return cls(
            offer_ids=ids,
            structure_ids=ids,
            need=empty,
            need_at=ids,
            text=empty,
            echo=empty,
            km=empty,
            is_remote=no,
            serves=no,
            outside=no,
            audience=empty,
            verified=empty,
            modified=empty,
            availability=empty,
            quality=empty,
            doubted=no,
            cursors=ids,
        )


Counts = Mapping[Facet, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Matches:
    """`total` and `counts` are over all that matches, `candidates` the likeliest of them.

    `counts`: of each code of a facet, how many offers there would be with it chosen too, the other
    codes of that facet left out.
    """

    total: int = 0
    counts: Counts = field(default_factory=dict)
    candidates: Candidates = field(default_factory=Candidates.none)


class Snapshot(Protocol):
    """One state of the index, for all the questions of one search. `name`: of the engine asked."""

    @property
    def name(self) -> str: ...

    def search(self, query: Query) -> Matches:
        """Raises EngineError, never a syntax error."""


class SearchEngine(Protocol):
    name: str

    def snapshot(self) -> Snapshot:
        """Raises EngineError."""

    def search(self, query: Query) -> Matches:
        """One question to a snapshot of its own."""

    def known_words(self, words: Collection[str]) -> set[str]:
        """Those of the stems that at least one document holds."""

    def common_words(self, at_most: int) -> list[tuple[str, int]]:
        """The stems of the index, each with how many documents hold it, the most common first."""

    def structures(self, words: tuple[str, ...]) -> list[str]:
        """The names, as stems, of some structures that have all these stems in their name."""

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace."""

    def remove(self, ids: Collection[int]) -> None: ...

    def count_words(self) -> None:
        """Count again how many documents hold each word, for an engine that must be told to."""

    def rebuild(self) -> None:
        """Make the engine's own structures again from the documents; searches go on meanwhile."""

    def forget_removed(self) -> None:
        """Let nothing of what was removed or replaced stay in the engine's own structures."""

    def status(self) -> dict[str, Any]: ...
