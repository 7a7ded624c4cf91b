"""What may help too, when little answers exactly: other needs that were heard, their neighbours,
and the words that were typed."""

from collections.abc import Collection

from offers.words import words
from search.criteria import Criteria
from search.engines.base import Query, Snapshot
from search.places import Reach
from search.ranking import Hit, rank

# With so many answers, nothing else is looked for.
ENOUGH = 10
# What a need that was heard at all is worth at least, the surest one asked being worth 1.
HEARD = 0.3
# And a need of the same category that was not.
NEIGHBOUR = 0.15
# Held as well as this, words alone may speak of what is asked.
TELLING_WORDS = 0.6
# Looked at, so that enough are left without what was found already.
MOST = 60


def related_hits(
    index: Snapshot, criteria: Criteria, reach: Reach, found: Collection[int]
) -> list[Hit]:
    """Best first, none of those found, at most what makes them ENOUGH. Raises EngineError."""
    needs = related_needs(criteria)
    if not needs or len(found) >= ENOUGH:
        return []
    words = criteria.words()
    query = Query(
        needs=needs,
        words=words,
        loosely=True,
        scored=words,
        where=reach.where,
        filters=criteria.filters,
        limit=MOST,
    )
    hits = rank(index.search(query).candidates, query)
    telling = [hit for hit in hits if hit.need or hit.parts["text"] > TELLING_WORDS]
    return [hit for hit in telling if hit.offer_id not in found][: ENOUGH - len(found)]


def related_needs(criteria: Criteria) -> dict[str, float]:
    """Those asked, those that were less surely heard, and those of the same categories."""
    asked = criteria.confidences()
    if not asked:
        return {}
    heard = {need.code: need.confidence for need in criteria.routing.needs}
    best = max((heard[code] for code in asked if code in heard), default=1.0)
    categories = {need.category_id for need in criteria.needs if need.category_id}
    neighbours = words().parts_of(categories)
    return {
        **dict.fromkeys((need.code for need in neighbours), NEIGHBOUR),
        **{code: min(1.0, max(HEARD, sure / best)) for code, sure in heard.items()},
        **asked,
    }
