"""An answer of the server as the candidates of a query."""

from binascii import a2b_base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Self

import numpy as np

from search.columns.facets import with_everyone
from search.columns.found import days_since
from search.columns.reach import kilometres_from
from search.engines.base import Candidates, Counts, Floats, Integers, Matches, Query, origin_of
from search.engines.elasticsearch.order import cursors_of
from search.engines.elasticsearch.questions import CODES
from search.engines.elasticsearch.scoring import (
    AUDIENCE,
    ECHO,
    NEED,
    PER_POINT,
    SERVED,
    TEXT,
    unit,
)
from search.engines.sqlite import HALF
from search.filters import NOW, Facet
from search.ranking import UNKNOWN_ROOM

# What of its answer the server is asked to send.
KEPT = (
    "hits.total.value",
    "hits.hits.fields",
    "hits.hits.sort",
    "hits.hits.matched_queries",
    "aggregations.*.doc_count",
    "aggregations.*.buckets.key",
    "aggregations.*.buckets.doc_count",
    "aggregations.*.codes.doc_count",
    "aggregations.*.codes.buckets.key",
    "aggregations.*.codes.buckets.doc_count",
)

Names = Mapping[str, float]


def matches_of(answer: Mapping[str, Any], query: Query, at: datetime) -> Matches:
    hits = answer["hits"].get("hits", [])
    return Matches(
        total=answer["hits"]["total"]["value"],
        counts=counts_of(answer["aggregations"]) if query.is_counted else {},
        candidates=candidates_of(hits, query, at) if hits else Candidates.none(),
    )


def counts_of(aggregations: Mapping[str, Any]) -> Counts:
    """Codes that none has are left out."""
    counted: dict[Facet, Mapping[str, int]] = {}
    for facet in Facet:
        # What is empty is not sent.
        counts = aggregations.get(facet.value, {})
        codes = counts.get(CODES, counts)
        if facet == Facet.OPEN:
            number = codes["doc_count"]
            counted[facet] = {NOW: number} if number else {}
        else:
            counted[facet] = {each["key"]: each["doc_count"] for each in codes.get("buckets", ())}
    counted[Facet.AUDIENCE] = with_everyone(counted[Facet.AUDIENCE])
    return counted


class Facts(NamedTuple):
    """The numbers of each hit, in the order in which they are written (`documents`)."""

    structure_ids: Floats
    latitude: Floats
    longitude: Floats
    is_remote: Floats
    has_coverage: Floats
    verified_at: Floats
    modified_at: Floats
    doubted_until: Floats
    room: Floats
    room_until: Floats
    quality: Floats

    @classmethod
    def of(cls, hits: list[dict[str, Any]]) -> Self:
        told = b"".join(a2b_base64(hit["fields"]["facts"][0]) for hit in hits)
        return cls(*np.frombuffer(told, "<f8").reshape(len(hits), -1).T)


def candidates_of(hits: list[dict[str, Any]], query: Query, at: datetime) -> Candidates:
    sorts = [hit["sort"] for hit in hits]
    names: list[Names] = [hit.get("matched_queries", {}) for hit in hits]
    facts, now = Facts.of(hits), at.timestamp()
    need, need_at = _surest(names, query)
    serves = _named(names, SERVED)
    is_precise = origin_of(query.where) is not None
    return Candidates(
        offer_ids=np.array([offer_id for _first, offer_id in sorts], np.int64),
        structure_ids=facts.structure_ids.astype(np.int64),
        need=need,
        need_at=need_at,
        text=_text(names, query),
        echo=_echo(names, query),
        km=_kilometres(query, facts.latitude, facts.longitude),
        is_remote=facts.is_remote > 0,
        serves=serves,
        outside=(facts.has_coverage > 0) & ~serves & is_precise,
        audience=_named(names, AUDIENCE).astype(np.float64),
        verified=days_since(facts.verified_at, now),
        modified=days_since(facts.modified_at, now),
        availability=np.where(facts.room_until <= now, UNKNOWN_ROOM, facts.room),
        quality=facts.quality,
        doubted=facts.doubted_until > now,
        cursors=cursors_of(query, sorts),
    )


def _surest(names: list[Names], query: Query) -> tuple[Floats, Integers]:
    """Of the needs that each answers: how sure the surest is, and its place in the query."""
    sure, which = np.zeros(len(names)), np.full(len(names), -1)
    for at, confidence in enumerate(query.needs.values()):
        surer = _named(names, f"{NEED}:{at}") & (confidence > sure)
        sure[surer], which[surer] = confidence, at
    return sure, which


def _named(names: list[Names], name: str) -> Any:
    return np.fromiter((name in each for each in names), np.bool_, len(names))


def _valued(names: list[Names], name: str) -> Floats:
    return np.fromiter((each.get(name, 0.0) for each in names), np.float64, len(names))


def _text(names: list[Names], query: Query) -> Floats:
    """Offers found by the name of their structure all hold it: their words tell them not apart."""
    if query.scored and query.by_name and not query.needs:
        return np.ones(len(names))
    points = _valued(names, TEXT) / (unit(query, TEXT) * PER_POINT)
    worth: Floats = points / (HALF + points)
    return worth


def _echo(names: list[Names], query: Query) -> Floats:
    said: Floats = np.minimum(_valued(names, ECHO) / unit(query, ECHO), 1.0)
    return said


def _kilometres(query: Query, latitude: Floats, longitude: Floats) -> Floats:
    if query.centre is None:
        return np.full(len(latitude), np.nan)
    return kilometres_from(query.centre, latitude, longitude)
