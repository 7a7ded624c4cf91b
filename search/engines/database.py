"""What the two database engines share: words from the database, everything else from columns."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import Any

import numpy as np
from django.db import DatabaseError, connection
from django.utils import timezone

from offers.rows import insert_instances
from search.columns.current import current_columns
from search.columns.facets import counts, passing
from search.columns.found import all_of, best, selected
from search.columns.reach import reachable
from search.columns.table import Columns
from search.engines.base import (
    Booleans,
    Candidates,
    EngineError,
    Floats,
    Integers,
    Matches,
    Query,
    Sort,
)
from search.engines.frequency import frequencies, telling
from search.models import SearchDocument
from search.ranking import cursors

# Past so many offers, the words of those only that stand best without them are weighed.
MOST_WEIGHED = 300
# So many names tell whether some structure is called that.
SOME_NAMES = 20


@contextmanager
def engine_errors() -> Iterator[None]:
    """The reason is not passed on: a database quotes what was asked."""
    try:
        yield
    except DatabaseError as error:
        raise EngineError(type(error).__name__) from None


Worth = list[tuple[int, float]]
"""Offers with what their words are worth, from 0 to 1."""


class DatabaseEngine(ABC):
    """The index is made of columns and tables that the database keeps true by itself."""

    name = ""

    @abstractmethod
    def holding(self, words: tuple[str, ...], *, in_names: bool) -> list[int]:
        """The offers whose documents hold all the words, perhaps in names only."""

    @abstractmethod
    def named(self, words: tuple[str, ...]) -> list[str]:
        """The stems of at most SOME_NAMES structures that have all the words in their name."""

    @abstractmethod
    def weights(self, words: tuple[str, ...], among: list[int] | None) -> Worth:
        """How well documents hold any of the words, from 0 to 1: of some offers, or of all the
        MOST_WEIGHED best."""

    @abstractmethod
    def held_by(self, words: Collection[str]) -> dict[str, int]:
        """How many documents hold each word; nothing for a word that none holds."""

    @abstractmethod
    def commonest(self, at_most: int) -> list[tuple[str, int]]:
        """The stems of the index, each with how many documents hold it, the most common first."""

    @abstractmethod
    def count_words(self) -> None:
        """Count again what is only counted now and then: how many documents hold each word."""

    def known_words(self, words: Collection[str]) -> set[str]:
        with engine_errors():
            return {word for word, number in self.held_by(words).items() if number}

    def common_words(self, at_most: int) -> list[tuple[str, int]]:
        with engine_errors():
            return self.commonest(at_most)

    def structures(self, words: tuple[str, ...]) -> list[str]:
        with engine_errors():
            return self.named(words)

    def search(self, query: Query) -> Matches:
        return self.snapshot().search(query)

    def snapshot(self) -> "Snapshot":
        with engine_errors():
            return Snapshot(self, current_columns())

    def telling(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Those that count for the score."""
        return telling(words, frequencies(words, self.held_by))

    def index(self, documents: Iterable[SearchDocument]) -> None:
        rows = list(documents)
        self.remove([row.offer_id for row in rows])
        insert_instances(SearchDocument, rows)

    def remove(self, ids: Collection[int]) -> None:
        SearchDocument.objects.filter(pk__in=ids).delete()

    @abstractmethod
    def rebuild(self) -> None:
        """Raises EngineError."""

    @abstractmethod
    def forget_removed(self) -> None:
        """Raises EngineError."""

    def status(self) -> dict[str, Any]:
        return {"engine": self.name, "documents": SearchDocument.objects.count()}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the index, for all the questions of one search; what was read is remembered."""

    engine: DatabaseEngine
    columns: Columns
    _held: dict[tuple[tuple[str, ...], bool], list[int]] = field(default_factory=dict)
    _worth: dict[tuple[str, ...], Worth] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.engine.name

    def search(self, query: Query) -> Matches:
        if not query.needs and not query.words:
            return Matches()
        columns, at = self.columns, query.at or timezone.now()
        with engine_errors():
            reach = reachable(columns, query.where)
            found = columns.alive & reach.rows & self._answering(query)
            rows = np.flatnonzero(found & passing(columns, query.filters, at))
            return Matches(
                total=len(rows),
                counts=counts(columns, found, query.filters, at) if query.is_counted else {},
                candidates=self._likeliest(all_of(columns, rows, reach, query, at), query),
            )

    def _answering(self, query: Query) -> Booleans:
        columns = self.columns
        rows = columns.needs.rows(query.needs)
        if query.words:
            held = self._every_word(query)
            slots = np.fromiter(map(columns.slots.get, held, repeat(-1)), np.int64, len(held))
            rows[slots[slots >= 0]] = True
        return rows

    def _every_word(self, query: Query) -> list[int]:
        asked = (query.words, query.in_names)
        if asked not in self._held:
            self._held[asked] = self.engine.holding(query.words, in_names=query.in_names)
        return self._held[asked]

    def _best_of_all(self, words: tuple[str, ...]) -> Worth:
        if words not in self._worth:
            self._worth[words] = self.engine.weights(self.engine.telling(words), None)
        return self._worth[words]

    def _likeliest(self, found: Candidates, query: Query) -> Candidates:
        if query.scored and len(found):
            found = self._weighed(found, query)
        found = replace(
            found, cursors=cursors(found, sort=query.sort, needs_first=query.needs_first)
        )
        if query.after is not None:
            found = selected(found, np.flatnonzero(found.cursors > query.after))
        return selected(found, best(found.cursors, query.limit))

    def _weighed(self, found: Candidates, query: Query) -> Candidates:
        """With what their words are worth; when there are too many, of the best without them.

        Offers found by the name of their structure all hold it: their words tell them not apart.
        """
        if query.by_name and not query.needs:
            return replace(found, text=np.ones(len(found)))
        if not query.needs and len(found) > MOST_WEIGHED:
            worth = self._best_of_all(query.scored)
        else:
            order = cursors(found, sort=Sort.RELEVANCE, needs_first=True)
            among = found.offer_ids[best(order, MOST_WEIGHED)].tolist()
            worth = self.engine.weights(self.engine.telling(query.scored), among)
        return replace(found, text=_placed(worth, found.offer_ids))


def _placed(worth: Worth, offer_ids: Integers) -> Floats:
    """What the words of each offer are worth, 0 when it holds none."""
    if not worth:
        return np.zeros(len(offer_ids))
    known = np.array(sorted(worth))
    at = np.minimum(np.searchsorted(known[:, 0], offer_ids), len(known) - 1)
    text: Floats = np.where(known[at, 0] == offer_ids, known[at, 1], 0.0)
    return text


def execute(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    """The rows it answers; none for a statement that is not a question."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []
