"""One search: what was asked, the ladder that leaves no page empty, and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from offers.models import Need
from search.analysis import Token, analyse
from search.engines.base import Candidate, Query, SearchEngine
from search.engines.current import engine
from search.places import Place, Reach, Rung, Surroundings
from search.ranking import Hit, rank
from search.routing.router import NOTHING, Evidence, Routing
from search.stopwords import NEGATIONS

# More words than this say no more, and cost.
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is asked: needs (chosen or understood), the sentence with its reading, the place."""

    needs: Sequence[Need] = ()
    text: str = ""
    routing: Routing = NOTHING
    place: Place | None = None

    def tokens(self) -> list[Token]:
        return analyse(self.text[:2000], self.routing.language)

    def words(self) -> tuple[str, ...]:
        """Distinct stems in order; offers say what there is, so negations are not looked for."""
        stems = dict.fromkeys(token.text for token in self.tokens())
        return tuple(stem for stem in stems if stem not in NEGATIONS)[:MOST_WORDS]

    def confidences(self) -> dict[int, float]:
        """1 for the surest need, and for one that the person chose without a sentence."""
        told = {need.code: need.confidence for need in self.routing.needs}
        best = max((told[need.code] for need in self.needs if need.code in told), default=1.0)
        return {need.pk: min(1.0, told.get(need.code, best) / best) for need in self.needs}

    def evidence(self, code: str) -> Evidence:
        found = (need.evidence for need in self.routing.needs if need.code == code)
        return next(found, Evidence())


EVERYWHERE = Reach(Rung.ALL, None)


@dataclass(frozen=True, slots=True)
class Found:
    """The hits in order, the rung they were found on, and the words that were let go."""

    criteria: Criteria
    rung: Rung
    hits: list[Hit] = field(default_factory=list)
    reach: Reach = EVERYWHERE
    surroundings: Surroundings | None = None
    dropped: tuple[str, ...] = ()

    @property
    def answers(self) -> bool:
        """Something answers what was asked: the need when there is one, else the words.

        An offer that only holds the words must not hide one that answers the need a little further.
        """
        return any(hit.need is not None or not self.criteria.needs for hit in self.hits)


def search(criteria: Criteria) -> Found:
    """Climb the ladder until something is found. Raises EngineError: an outage is no answer."""
    surroundings = Surroundings.of(criteria.place) if criteria.place else None
    reaches = surroundings.reaches() if surroundings else [EVERYWHERE]
    climb = _Climb(engine(), criteria)
    by_words: Found | None = None
    for reach in reaches:
        for words, dropped in climb.wordings():
            hits = climb.hits(reach, words)
            rung = Rung.SOME_WORDS if dropped and reach.rung == Rung.ALL else reach.rung
            found = Found(criteria, rung, hits, reach, surroundings, dropped)
            if found.answers:
                return found
            by_words = by_words or (found if hits else None)
    return by_words or Found(criteria, Rung.NONE, [], reaches[-1], surroundings)


class _Climb:
    """The words of one search, and the engine that looks for them."""

    def __init__(self, engine: SearchEngine, criteria: Criteria) -> None:
        self.engine = engine
        self.criteria = criteria
        self.words = criteria.words()
        self.needs: Mapping[int, float] = criteria.confidences()
        self._fewer: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    def wordings(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """The words to ask for and those let go: all, then, without a need, those we know."""
        whole: tuple[tuple[str, ...], tuple[str, ...]] = (self.words, ())
        if self.needs or not self.words:
            return [whole]
        if self._fewer is None:
            self._fewer = self._without_the_rarest()
        return [whole, self._fewer] if self._fewer[0] else [whole]

    def _without_the_rarest(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Without the words no offer holds; nothing when less than half would be left."""
        known = self.engine.known_words(self.words)
        kept = tuple(word for word in self.words if word in known)
        if len(kept) == len(self.words) or len(kept) * 2 < len(self.words):
            return (), ()
        return kept, tuple(word for word in self.words if word not in known)

    def hits(self, reach: Reach, words: tuple[str, ...]) -> list[Hit]:
        query = Query(
            needs=tuple(self.needs),
            words=words,
            # With a need understood, words met by chance in a long text would only be noise.
            in_names=bool(self.needs),
            scored=self.words,
            where=reach.where,
        )
        candidates: list[Candidate] = self.engine.candidates(query)
        return rank(candidates, needs=self.needs, where=reach.where)
