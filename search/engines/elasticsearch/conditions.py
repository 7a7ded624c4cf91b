"""Which offers a query finds: the conditions of search.columns, in the words of the server."""

from collections.abc import Collection
from functools import lru_cache

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query as Clause

from search.columns.table import FOR_EVERYONE
from search.engines.base import Around, Inside, Query, Remote, Where
from search.engines.elasticsearch.clauses import (
    EVERYTHING,
    NOTHING,
    Told,
    any_of,
    but,
    either,
    every,
    is_true,
)
from search.engines.elasticsearch.documents import facet_field
from search.filters import Facet
from territories.areas import EVERYWHERE


def found(query: Query) -> Clause:
    """What answers and can be reached, the filters left aside."""
    return every(reached(query.where), answering(query))


def answering(query: Query) -> Clause:
    """Offers of any of the needs, or that hold all the words."""
    ways = [any_of("needs", [*query.needs])] if query.needs else []
    if query.words:
        field = "names" if query.in_names else "words"
        ways.append(every(*(Q("term", **{field: word}) for word in query.words)))
    return either(*ways)


# Places come back, from one sentence to another and several times in each question.
PLACES = 200


@lru_cache(PLACES)
def reached(where: Where | None) -> Clause:
    """As `search.columns.reach.reachable`."""
    match where:
        case None:
            return EVERYTHING
        case Remote():
            return Told(every(is_true("is_remote"), serving(where)))
        case Around():
            point = {"lat": where.latitude, "lon": where.longitude}
            near = Q("geo_distance", distance=f"{where.radius_km}km", point=point)
            return Told(either(near, serving(where)))
        case Inside():
            return Told(either(Q("term", inside=where.path), serving(where)))


@lru_cache(PLACES)
def serving(where: Where | None) -> Clause:
    """They say they serve the place, or are remote and name no area."""
    if where is None:
        return NOTHING
    unnamed = every(is_true("is_remote"), but(is_true("has_coverage")))
    return Told(either(any_of("coverage", [*where.areas, EVERYWHERE]), unnamed))


@lru_cache(PLACES)
def outside(where: Where | None) -> Clause:
    """They say they serve other places only."""
    return Told(every(is_true("has_coverage"), but(serving(where))))


def chosen(facet: Facet, codes: Collection[str], opening: Collection[int]) -> Clause:
    """What a facet lets through: any of its codes; `opening`: the hours that are open now."""
    if facet == Facet.OPEN:
        return any_of("opening", [*opening])
    if facet == Facet.AUDIENCE:
        return for_audiences(codes)
    return any_of(facet_field(facet), [*codes])


def for_audiences(codes: Collection[str]) -> Clause:
    return any_of("audiences", [*codes, FOR_EVERYONE])
