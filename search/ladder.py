"""The ladder: what is tried in turn, from exactly what was asked to what may help all the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from offers.words import words
from search.criteria import Criteria
from search.engines.base import CANDIDATES, Matches, Query, SearchEngine
from search.filters import NO_FILTERS
from search.names import MOST_WORDS
from search.places import EVERYWHERE, Reach, Rung, Surroundings

# What a need of the same category is worth beside the one asked.
SIBLING = 0.5


@dataclass(frozen=True, slots=True)
class Step:
    """A question to the engine, and what had to be given up for it: words, distance, filters."""

    rung: Rung
    reach: Reach
    query: Query
    dropped: tuple[str, ...] = ()


def answers(matches: Matches, query: Query) -> bool:
    """Something answers what was asked: the need when there is one, else the words.

    An offer that only holds the words must not hide one that answers the need a little further.
    """
    if not query.needs:
        return matches.total > 0
    return bool((matches.candidates.need > 0).any())


class Ladder:
    def __init__(
        self, engine: SearchEngine, criteria: Criteria, surroundings: Surroundings | None
    ) -> None:
        self.engine, self.criteria, self.surroundings = engine, criteria, surroundings
        self.reaches = surroundings.reaches() if surroundings else [EVERYWHERE]
        self.words = criteria.words()
        self.needs: Mapping[str, float] = criteria.confidences()

    def steps(self) -> Iterator[Step]:
        climb = self._needs if self.needs else self._words
        if self.criteria.routing.is_name and not self.needs:
            climb = self._name
        yield from climb()
        if self.criteria.filters:
            for step in climb():
                without = replace(step.query, filters=NO_FILTERS)
                yield replace(step, rung=Rung.UNFILTERED, query=without)
        yield from self._siblings()

    def _needs(self) -> Iterator[Step]:
        for reach in self.reaches:
            # With a need understood, words met by chance in a long text would only be noise.
            query = self._query(reach, self.words if len(self.words) <= MOST_WORDS else ())
            yield Step(reach.rung, reach, replace(query, needs=self.needs, in_names=True))

    def _name(self) -> Iterator[Step]:
        """A structure asked by its name is wanted wherever it is."""
        query = self._query(EVERYWHERE, self.words)
        origin = self.surroundings.point if self.surroundings else None
        yield Step(Rung.ALL, EVERYWHERE, replace(query, in_names=True, origin=origin))

    def _words(self) -> Iterator[Step]:
        """Near, then further, then anywhere; each time all the words, then those we know."""
        if not self.words:
            return
        further = [] if self.reaches[0].where is None else [Reach(Rung.ANYWHERE, None)]
        for reach in [*self.reaches, *further]:
            yield Step(reach.rung, reach, self._query(reach, self.words))
            kept, dropped = self._known
            if kept:
                rung = Rung.SOME_WORDS if reach.rung == Rung.ALL else reach.rung
                yield Step(rung, reach, self._query(reach, kept), dropped)

    def _siblings(self) -> Iterator[Step]:
        """What answers other needs of the same categories."""
        needs = self._sibling_needs()
        for reach in self.reaches if needs else ():
            query = self._query(reach, ())
            yield Step(Rung.SIBLINGS, reach, replace(query, needs=needs, filters=NO_FILTERS))

    def _query(self, reach: Reach, words: tuple[str, ...]) -> Query:
        return Query(
            words=words,
            scored=self.words,
            echoes=self.criteria.echoes,
            where=reach.where,
            by_name=self.criteria.routing.is_name,
            filters=self.criteria.filters,
            sort=self.criteria.sort,
            limit=CANDIDATES,
            is_counted=self.criteria.is_counted,
        )

    def _sibling_needs(self) -> dict[str, float]:
        categories = {need.category_id for need in self.criteria.needs if need.category_id}
        if not categories:
            return {}
        codes = (need.code for need in words().parts_of(categories))
        return dict.fromkeys((code for code in codes if code not in self.needs), SIBLING)

    @cached_property
    def _known(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words some offer holds, and the others; nothing when less than half would be left."""
        known = self.engine.known_words(self.words)
        kept = tuple(word for word in self.words if word in known)
        if len(kept) == len(self.words) or len(kept) * 2 < len(self.words):
            return (), ()
        return kept, tuple(word for word in self.words if word not in known)
