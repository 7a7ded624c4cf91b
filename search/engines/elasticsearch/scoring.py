"""The server's own order, near enough to the ranker's that the best are among the first.

Doubts, dates of change and rooms that are no longer believed are left to the ranker: they move an
offer by a few hundredths.

What the ranker needs and only the server knows (which need, how well the words are held, what the
title echoes, whether the place is served) comes back as the scores of named clauses.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from elasticsearch.dsl import SF, Q
from elasticsearch.dsl.function import BoostFactor, ScoreFunction
from elasticsearch.dsl.query import Query as Clause

from search.engines.base import Query, Sort, Where, origin_of
from search.engines.elasticsearch.clauses import but, either, every, has, is_true
from search.engines.elasticsearch.conditions import for_audiences, found, outside, serving
from search.engines.elasticsearch.documents import grown
from search.filters import Facet
from search.places import HALF_NEAR_KM
from search.ranking import (
    NEUTRAL,
    OUTSIDE,
    SERVING,
    WEIGHTS,
    WORDS_ONLY,
)

NEED, TEXT, ECHO, SERVED, AUDIENCE = "need", "text", "echo", "served", "audience"

# A distance at which the order by distance halves: any would do; with this one a score of 32 bits
# tells some centimetres apart, and reaches the other end of the world.
HALF_FAR_KM = 500
NOWHERE = 1e-30
# What a point of BM25 is worth, about, of the part of the text.
PER_POINT = 1 / 18
# What weighs nothing is named all the same.
NEXT_TO_NOTHING = 1e-6


def scored(query: Query, words: Mapping[str, float], at: datetime) -> Clause:
    """`words`: those that count for the score, and by what the server's own count of each is
    multiplied."""
    clause = Q("bool", filter=[found(query)], should=[*_named(query, words)])
    if query.sort == Sort.FRESH:
        return clause
    if query.sort == Sort.NEAR:
        by_distance = [*_distance(query)]
        return Q("function_score", query=clause, functions=by_distance, boost_mode="replace")
    standing = SF("field_value_factor", field="standing", missing=0)
    functions = [*_near(query), _fresh(query, at), standing]
    return Q(
        "function_score", query=clause, functions=functions, score_mode="sum", boost_mode="sum"
    )


def unit(query: Query, part: str) -> float:
    """What a whole of this part adds to a score."""
    weight = (WEIGHTS if query.needs_first else WORDS_ONLY)[part]
    return max(weight, NEXT_TO_NOTHING)


def _named(query: Query, words: Mapping[str, float]) -> Iterator[Clause]:
    if query.needs:
        sure = enumerate(query.needs.items())
        yield Q("dis_max", queries=[_need(query, *each) for each in sure])
    if words:
        worth = unit(query, TEXT) * PER_POINT
        held = [Q("term", words={"value": w, "boost": worth * by}) for w, by in words.items()]
        yield Q("bool", should=held, _name=TEXT)
    if query.echoes:
        said = query.echoes.items()
        yield Q("bool", should=[_echo(query, *each) for each in said], _name=ECHO)
    if query.where is not None:
        yield _constant(serving(query.where), 0, SERVED)
    codes = query.filters.of(Facet.AUDIENCE)
    yield _constant(for_audiences(codes), unit(query, AUDIENCE), AUDIENCE)


def _need(query: Query, at: int, asked: tuple[str, float]) -> Clause:
    code, sure = asked
    return _constant(Q("term", needs=code), unit(query, NEED) * sure, f"{NEED}:{at}")


def _echo(query: Query, stem: str, strength: float) -> Clause:
    return _constant(Q("term", title=stem), unit(query, ECHO) * strength)


def _constant(clause: Clause, boost: float, name: str | None = None) -> Clause:
    named = {} if name is None else {"_name": name}
    return Q("constant_score", filter=clause, boost=boost, **named)


def _distance(query: Query) -> Iterator[ScoreFunction]:
    if query.centre is not None:
        yield _fading_from(query.centre, HALF_FAR_KM, 1)
        yield _worth(NOWHERE, but(has("point")))


def _near(query: Query) -> Iterator[ScoreFunction]:
    """As `search.ranking.nearness`, but that what is near and says it serves the place counts as
    near only."""
    origin, weight = query.centre, unit(query, "near")
    if origin is None:
        return
    far = _outside(query.where)
    yield _fading_from(origin, HALF_NEAR_KM, weight, but(far))
    yield _fading_from(origin, HALF_NEAR_KM, weight * OUTSIDE, far)
    nowhere, served = but(has("point")), serving(query.where)
    remote = is_true("is_remote")
    yield _worth(weight * NEUTRAL, every(nowhere, either(remote, but(served))))
    yield _worth(weight * SERVING, every(nowhere, served, but(remote)))


def _outside(where: Where | None) -> Clause:
    return Q("match_none") if origin_of(where) is None else outside(where)


def _fading_from(
    origin: tuple[float, float], half_km: float, weight: float, *among: Clause
) -> ScoreFunction:
    point = {"origin": {"lat": origin[0], "lon": origin[1]}, "scale": f"{half_km}km", "decay": 0.5}
    return SF("exp", point=point, weight=weight, filter=every(has("point"), *among))


def _fresh(query: Query, at: datetime) -> ScoreFunction:
    """What checks are worth fades alike for all: one factor brings them to the day of the question.
    Pages that follow each other the same day go on in the same order."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    worth = unit(query, "fresh") / grown(day)
    return SF("field_value_factor", field="checked", factor=worth, missing=0)


def _worth(weight: float, among: Clause) -> ScoreFunction:
    return BoostFactor(weight=weight, filter=among)
