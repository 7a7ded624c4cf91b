"""One search: what was asked, the ladder that leaves no page empty, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from search.criteria import Criteria
from search.engines.base import (
    CANDIDATES,
    Candidates,
    Counts,
    Matches,
    SearchEngine,
    Snapshot,
    Sort,
)
from search.engines.current import engine
from search.ladder import Ladder, Step, answers
from search.places import EVERYWHERE, Reach, Rung, Surroundings
from search.ranking import Hit, rank
from search.related import ENOUGH, related_hits

# Offers a page, and past the first CANDIDATES also offers a question to the engine.
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Found:
    """The hits in order, of the first CANDIDATES or past the cursor, and the rung they stand on.

    `total` and `counts` are over all that matches; `further` is the cursor past the hits, None at
    the end; `dropped` the words that were let go; `answers`: whether
    a need that was asked is answered, not words met by chance; `related`: what may help too, when
    hits are few.
    """

    criteria: Criteria
    rung: Rung
    hits: Sequence[Hit] = ()
    total: int = 0
    counts: Counts = field(default_factory=dict)
    further: int | None = None
    reach: Reach = EVERYWHERE
    surroundings: Surroundings | None = None
    dropped: tuple[str, ...] = ()
    answers: bool = False
    related: Sequence[Hit] = ()
    engine: str = ""


def search(criteria: Criteria, asked: SearchEngine | None = None) -> Found:
    """Climb the ladder until something is found. Raises EngineError: an outage is no answer.

    `asked`: the engine of the site, unless another is to answer.
    """
    surroundings = Surroundings.of(criteria.place) if criteria.place else None
    asked = asked or engine()
    index = asked.snapshot()
    ladder = Ladder(asked, criteria, surroundings)
    reached = _climbed(index, ladder)
    if reached is None:
        found = Found(criteria, Rung.NONE, reach=ladder.reaches[-1], surroundings=surroundings)
    else:
        step, matches = reached
        found = _found(criteria, surroundings, step, _further(index, criteria, step, matches))
    also: Sequence[Hit] = ()
    if criteria.after is None and criteria.sort == Sort.RELEVANCE:
        shown = {hit.offer_id for hit in found.hits[:ENOUGH]}
        also = related_hits(index, criteria, _a_little_wider(ladder.reaches, found.reach), shown)
    return replace(found, related=also, engine=index.name)


def _climbed(index: Snapshot, ladder: Ladder) -> tuple[Step, Matches] | None:
    """The first rung that answers, else the first that holds the words, with what is there."""
    by_words = None
    for step in ladder.steps():
        matches = index.search(step.query)
        if answers(matches, step.query):
            return step, matches
        by_words = by_words or ((step, matches) if matches.total else None)
    return by_words


def _a_little_wider(reaches: Sequence[Reach], reach: Reach) -> Reach:
    """For what may help too: twice as far, or as far as one had to go."""
    if reach not in reaches or len(reaches) < 3:
        return reach
    return reaches[max(1, reaches.index(reach))]


def _further(index: Snapshot, criteria: Criteria, step: Step, matches: Matches) -> Matches:
    """Past the cursor, on the rung where the first offers stood."""
    if criteria.after is None:
        return matches
    return index.search(replace(step.query, after=criteria.after, limit=PAGE_SIZE))


def _found(
    criteria: Criteria, surroundings: Surroundings | None, step: Step, matches: Matches
) -> Found:
    candidates, is_first = matches.candidates, criteria.after is None
    reorder = is_first and criteria.sort == Sort.RELEVANCE
    return Found(
        criteria,
        step.rung,
        hits=rank(candidates, step.query, reorder=reorder),
        total=matches.total,
        counts=matches.counts,
        further=_cursor(candidates, CANDIDATES if is_first else PAGE_SIZE, matches.total),
        reach=step.reach,
        surroundings=surroundings,
        dropped=step.dropped,
        answers=answers(matches, step.query),
    )


def _cursor(candidates: Candidates, limit: int, total: int) -> int | None:
    """None when there is nothing after them."""
    whole = len(candidates) == limit and total > limit
    return int(candidates.cursors[-1]) if whole else None
