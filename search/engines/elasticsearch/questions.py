"""One question to the server: hits in order, how many match, and how many of each code."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from elasticsearch.dsl import A, Search
from elasticsearch.dsl.query import Query as Clause

from search.engines.base import Query
from search.engines.elasticsearch.clauses import every
from search.engines.elasticsearch.conditions import chosen
from search.engines.elasticsearch.documents import facet_field
from search.engines.elasticsearch.order import after_of, ordered
from search.engines.elasticsearch.scoring import scored
from search.filters import Facet

# More codes than any facet has.
MOST_CODES = 1_000
CODES = "codes"


@dataclass(frozen=True, slots=True)
class Read:
    """What is read before a query is asked. `words`: those that count for the score, and by what
    the server's own count of each is multiplied. `opening`: the hours that are open now."""

    words: Mapping[str, float]
    opening: frozenset[int]


def body_of(query: Query, read: Read, at: datetime) -> dict[str, Any]:
    passing = {
        facet: chosen(facet, query.filters.of(facet), read.opening)
        for facet in Facet
        if query.filters.of(facet)
    }
    body: dict[str, Any] = {
        "query": scored(query, read.words, at).to_dict(),
        "size": query.limit,
        "track_total_hits": True,
        # Nothing that is stored, not even a document's own name: each would be unpacked.
        "stored_fields": "_none_",
        "docvalue_fields": ["facts"],
        "sort": ordered(query),
    }
    if passing:
        body["post_filter"] = every(*passing.values()).to_dict()
    if query.is_counted:
        body["aggs"] = counting(passing, read.opening) if passing else counting_all(read.opening)
    if query.after is not None:
        body["search_after"] = after_of(query, query.after)
    return body


def counting(passing: Mapping[Facet, Clause], opening: Collection[int]) -> dict[str, Any]:
    """Of each code of each facet, what has it and passes the other facets; under CODES where there
    are other facets to pass."""
    search = Search()
    for facet in Facet:
        others = [clause for other, clause in passing.items() if other != facet]
        if others:
            among = search.aggs.bucket(facet.value, "filter", filter=every(*others))
            among.bucket(CODES, _counted(facet, opening))
        else:
            search.aggs.bucket(facet.value, _counted(facet, opening))
    asked: dict[str, Any] = search.to_dict()["aggs"]
    return asked


@lru_cache(maxsize=2)
def counting_all(opening: frozenset[int]) -> dict[str, Any]:
    """Without a filter the question is the same for everyone, until a minute is over."""
    return counting({}, opening)


def _counted(facet: Facet, opening: Collection[int]) -> Any:
    if facet == Facet.OPEN:
        return A("filter", filter=chosen(Facet.OPEN, (), opening))
    return A("terms", field=facet_field(facet), size=MOST_CODES)
