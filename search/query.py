"""One search: what was asked, the ladder that leaves no page empty, and what was found."""

from dataclasses import dataclass, field, replace

from search.criteria import Criteria
from search.engines.base import CANDIDATES, Candidates, Counts, Matches, SearchEngine, Sort
from search.engines.current import engine
from search.ladder import Ladder, Step, answers
from search.places import EVERYWHERE, Reach, Rung, Surroundings
from search.ranking import Hit, rank

# Offers a page, and past the first CANDIDATES also offers a question to the engine.
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Found:
    """The hits in order, of the first CANDIDATES or past the cursor, and the rung they stand on.

    `total` and `counts` are over all that matches; `further` is the cursor past the hits, None at
    the end; `dropped` the words that were let go.
    """

    criteria: Criteria
    rung: Rung
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    counts: Counts = field(default_factory=dict)
    further: int | None = None
    reach: Reach = EVERYWHERE
    surroundings: Surroundings | None = None
    dropped: tuple[str, ...] = ()


def search(criteria: Criteria) -> Found:
    """Climb the ladder until something is found. Raises EngineError: an outage is no answer."""
    surroundings = Surroundings.of(criteria.place) if criteria.place else None
    reaches = surroundings.reaches() if surroundings else [EVERYWHERE]
    current = engine()
    by_words: tuple[Step, Matches] | None = None
    for step in Ladder(current, criteria, reaches).steps():
        matches = current.search(step.query)
        if answers(matches, step.query):
            return _found(criteria, surroundings, step, _further(current, criteria, step, matches))
        by_words = by_words or ((step, matches) if matches.total else None)
    if by_words:
        step, matches = by_words
        return _found(criteria, surroundings, step, _further(current, criteria, step, matches))
    return Found(criteria, Rung.NONE, reach=reaches[-1], surroundings=surroundings)


def _further(engine: SearchEngine, criteria: Criteria, step: Step, matches: Matches) -> Matches:
    """Past the cursor, on the rung where the first offers stood."""
    if criteria.after is None:
        return matches
    return engine.search(replace(step.query, after=criteria.after, limit=PAGE_SIZE))


def _found(
    criteria: Criteria, surroundings: Surroundings | None, step: Step, matches: Matches
) -> Found:
    candidates, is_first = matches.candidates, criteria.after is None
    reorder = is_first and criteria.sort == Sort.RELEVANCE
    return Found(
        criteria,
        step.rung,
        hits=rank(candidates, needs=tuple(step.query.needs), reorder=reorder),
        total=matches.total,
        counts=matches.counts,
        further=_cursor(candidates, CANDIDATES if is_first else PAGE_SIZE, matches.total),
        reach=step.reach,
        surroundings=surroundings,
        dropped=step.dropped,
    )


def _cursor(candidates: Candidates, limit: int, total: int) -> int | None:
    """None when there is nothing after them."""
    whole = len(candidates) == limit and total > limit
    return int(candidates.cursors[-1]) if whole else None
