"""A server asked first, and the database's own engine when it does not answer.

The database keeps its index whatever happens, so that an outage of the server costs time and is
never shown as "no result". What is published reaches the server a little later: see
`search.following`.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, Protocol, Self, TypeVar

from django.utils import timezone

from journal import outbox
from search.engines.base import EngineError, Matches, Query, SearchEngine, Snapshot
from search.models import SearchDocument
from search.wanted import Wanted

logger = logging.getLogger(__name__)

# Seconds for which a server that failed is not asked again by this process.
LEFT_ALONE = 5.0
# What the outbox is asked to do once something was removed.
FORGET = "search.forget"
# A server holds what was removed for a while, should a copy that was away need it.
FORGOTTEN_AFTER = timedelta(minutes=1)

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Differences:
    """Live offers that the index has not, or has otherwise; offers that only it has."""

    missing: frozenset[int]
    stale: frozenset[int]
    orphaned: frozenset[int]

    @property
    def offer_ids(self) -> frozenset[int]:
        return self.missing | self.stale | self.orphaned

    def but(self, offer_ids: Collection[int]) -> Self:
        """Without those that are on their way."""
        known = frozenset(offer_ids)
        return replace(
            self,
            missing=self.missing - known,
            stale=self.stale - known,
            orphaned=self.orphaned - known,
        )


class Server(Protocol):
    """An index outside the database. Everything raises EngineError."""

    name: str

    def snapshot(self) -> Snapshot: ...

    def known_words(self, words: Collection[str]) -> set[str]: ...

    def titles(self, wanted: Sequence[Wanted], limit: int) -> list[int]:
        """Offers whose titles hold something for each word."""

    def send(self, offer_ids: Collection[int]) -> list[int]:
        """Write the offers as they are now; answers those that were refused."""

    def build(self) -> int:
        """Make its index again beside the one that is searched; how many offers it holds."""

    def expunge(self) -> None:
        """Let nothing of what was removed or replaced FORGOTTEN_AFTER ago stay in its files."""

    def differences(self) -> Differences:
        """Its index compared with the database, document by document."""

    def status(self) -> dict[str, Any]: ...


class Breaker:
    """A server that just failed is left alone: nobody waits for it again and again."""

    def __init__(self, seconds: float = LEFT_ALONE) -> None:
        self._seconds = seconds
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._until

    def open(self, error: EngineError) -> None:
        logger.warning("the search server failed (%s): the database answers", error)
        self._until = time.monotonic() + self._seconds

    def close(self) -> None:
        self._until = 0.0


class ServedOutside:
    """A `SearchEngine` of two."""

    def __init__(self, server: Server, database: SearchEngine) -> None:
        self.server, self.database = server, database
        self.breaker = Breaker()
        self.name = server.name

    def either(self, served: Callable[[], Answer], instead: Callable[[], Answer]) -> Answer:
        """The server's answer, else the database's. Raises EngineError when neither answers."""
        if not self.breaker.is_open:
            try:
                return served()
            except EngineError as error:
                self.breaker.open(error)
        return instead()

    def snapshot(self) -> Snapshot:
        return ServedSnapshot(self)

    def search(self, query: Query) -> Matches:
        return self.snapshot().search(query)

    def known_words(self, words: Collection[str]) -> set[str]:
        return self.either(
            partial(self.server.known_words, words), partial(self.database.known_words, words)
        )

    def structures(self, words: tuple[str, ...]) -> list[str]:
        """The database's: it has the names in a narrow table, and each sentence asks for some."""
        return self.database.structures(words)

    def titles(
        self, wanted: Sequence[Wanted], limit: int, instead: Callable[..., list[int]]
    ) -> list[int]:
        """`instead`: who answers when the server does not, by the same words."""
        return self.either(
            partial(self.server.titles, wanted, limit), partial(instead, wanted, limit)
        )

    def common_words(self, at_most: int) -> list[tuple[str, int]]:
        return self.database.common_words(at_most)

    def index(self, documents: Iterable[SearchDocument]) -> None:
        self.database.index(documents)

    def remove(self, ids: Collection[int]) -> None:
        self.database.remove(ids)

    def count_words(self) -> None:
        self.database.count_words()

    def rebuild(self) -> None:
        self.database.rebuild()
        self.server.build()
        self.breaker.close()

    def forget_removed(self) -> None:
        """The server forgets once it has followed, however long it is away."""
        self.database.forget_removed()
        outbox.enqueue(topic=FORGET, key="all", not_before=timezone.now() + FORGOTTEN_AFTER)

    def status(self) -> dict[str, Any]:
        return {**self.database.status(), **self.server.status()}


class ServedSnapshot:
    """Once the server failed, the database answers all that is left of the search."""

    def __init__(self, engine: ServedOutside) -> None:
        self._engine = engine
        self._asked = engine.either(engine.server.snapshot, engine.database.snapshot)

    @property
    def name(self) -> str:
        return self._asked.name

    def search(self, query: Query) -> Matches:
        try:
            return self._asked.search(query)
        except EngineError as error:
            if self._asked.name != self._engine.server.name:
                raise
            self._engine.breaker.open(error)
            self._asked = self._engine.database.snapshot()
            return self._asked.search(query)
