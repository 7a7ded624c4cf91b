"""What may help too, when little answers exactly: without the filters, other needs, neighbours."""

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np

from offers.words import words
from search.columns.found import selected
from search.criteria import Criteria
from search.engines.base import Query, Snapshot
from search.places import Reach
from search.ranking import Hit, rank

# With so many answers, nothing else is looked for.
ENOUGH = 10
# What a need that was heard at all is worth at least, the surest one asked being worth 1.
HEARD = 0.15
# A need of the same category as one asked, and as one that was only heard.
NEIGHBOUR = 0.1
FAR_NEIGHBOUR = 0.02
# Looked at, so that enough are left without what was found already.
MOST = 60


def related_hits(
    index: Snapshot, criteria: Criteria, reach: Reach, found: Collection[int]
) -> list[Hit]:
    """What answers but for a filter, then neighbours: none of those found, at most what makes
    them ENOUGH. Raises EngineError."""
    asked = criteria.confidences()
    if not asked or len(found) >= ENOUGH:
        return []
    query = Query(
        scored=criteria.words(),
        echoes=criteria.echoes,
        where=reach.where,
        limit=MOST,
        is_counted=False,
    )
    hits: list[Hit] = []
    if criteria.filters:
        unfiltered = _best(index, replace(query, needs=asked), found)
        hits += [replace(hit, passes=False) for hit in unfiltered]
    shown = {*found, *(hit.offer_id for hit in hits)}
    neighbours = replace(query, needs=related_needs(criteria), filters=criteria.filters)
    return hits + _best(index, neighbours, shown)


def _best(index: Snapshot, query: Query, found: Collection[int]) -> list[Hit]:
    if len(found) >= ENOUGH:
        return []
    candidates = index.search(query).candidates
    others = np.flatnonzero(~np.isin(candidates.offer_ids, list(found)))
    return rank(selected(candidates, others), query)[: ENOUGH - len(found)]


def related_needs(criteria: Criteria) -> dict[str, float]:
    """Those asked, those that were less surely heard, and those of the same categories.

    A need heard is worth the cube root of its share of the surest asked: a small share is a guess,
    but a better one than a need that was not heard.
    """
    asked = criteria.confidences()
    if not asked:
        return {}
    heard = {need.code: need.confidence for need in criteria.routing.needs}
    best = max((heard[code] for code in asked if code in heard), default=1.0)
    return {
        **dict.fromkeys(_neighbours(heard), FAR_NEIGHBOUR),
        **dict.fromkeys(_neighbours(asked), NEIGHBOUR),
        **{code: min(1.0, max(HEARD, (sure / best) ** (1 / 3))) for code, sure in heard.items()},
        **asked,
    }


def _neighbours(codes: Iterable[str]) -> list[str]:
    """The needs of the same categories."""
    known = words()
    own = (known.needs[code].category_id for code in codes if code in known.needs)
    return [need.code for need in known.parts_of({category for category in own if category})]
