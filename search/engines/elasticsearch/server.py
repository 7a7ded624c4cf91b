"""What the server answers: searches, words, names. What is written to it is in `writing`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from django.utils import timezone
from elasticsearch.dsl import Q, Search
from elasticsearch.dsl.query import Query as Clause

from search.engines.base import Matches, Query
from search.engines.elasticsearch.answers import KEPT, matches_of
from search.engines.elasticsearch.clauses import either, every
from search.engines.elasticsearch.client import client, server_errors
from search.engines.elasticsearch.mapping import alias
from search.engines.elasticsearch.opening import open_numbers
from search.engines.elasticsearch.questions import Read, body_of
from search.engines.frequency import frequencies, telling
from search.wanted import Wanted

# The copies of one index order equals differently: the same copy is asked again.
COPY = "maillage"
# Stands for all the documents among the words that are counted.
ALL = "*"
# A question to the server costs more than what a new word is worth for the order meanwhile.
ABSENT_SECONDS = 60
# What a word that most documents hold is worth to SQLite (FTS5's bm25()).
_LEAST = 1e-6


class Server:
    name = "elasticsearch"

    def snapshot(self) -> "Snapshot":
        return Snapshot(self)

    def search(self, query: Query) -> Matches:
        """Raises EngineError."""
        if not query.needs and not query.words:
            return Matches()
        at = query.at or timezone.now()
        with server_errors():
            body = body_of(query, Read(self._weights(query), open_numbers(at)), at)
            return matches_of(asked(body, KEPT), query, at)

    def held_by(self, words: Collection[str]) -> Mapping[str, int]:
        """How many documents hold each word; of ALL, how many there are."""
        search = Search().extra(size=0, track_total_hits=True)
        filters = {word: Q("term", words=word) for word in words if word != ALL}
        if filters:
            search.aggs.bucket("held", "filters", filters=filters)
        answer = asked(search.to_dict())
        held = answer.get("aggregations", {}).get("held", {"buckets": {}})["buckets"]
        counted = {word: bucket["doc_count"] for word, bucket in held.items()}
        return {**counted, ALL: answer["hits"]["total"]["value"]}

    def known_words(self, words: Collection[str]) -> set[str]:
        with server_errors():
            held = self.held_by(words) if words else {}
            return {word for word, number in held.items() if number and word != ALL}

    def titles(self, wanted: Sequence[Wanted], limit: int) -> list[int]:
        """Offers whose titles hold something for each word."""
        held = every(*(_standing_for(one) for one in wanted))
        search = Search().query(held).sort("_doc").extra(size=limit, docvalue_fields=["offer_id"])
        with server_errors():
            hits = asked({**search.to_dict(), "stored_fields": "_none_"})["hits"]["hits"]
        return [hit["fields"]["offer_id"][0] for hit in hits]

    def _weights(self, query: Query) -> dict[str, float]:
        """Of the words that count, what makes the server's count of them that of SQLite's: the
        same BM25, but for how it counts the words that most documents hold."""
        if not query.scored:
            return {}
        known = frequencies([ALL, *query.scored], self.held_by, absent_for=ABSENT_SECONDS)
        words = telling(query.scored, known)
        return {word: _weight(known[word], known[ALL]) for word in words}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The server follows the database by itself: two questions may see two of its states."""

    server: Server

    @property
    def name(self) -> str:
        return self.server.name

    def search(self, query: Query) -> Matches:
        return self.server.search(query)


def asked(body: dict[str, Any], kept: Sequence[str] | None = None) -> Mapping[str, Any]:
    """The server's answer, never a part of one. `kept`: what of it is sent."""
    answer: Mapping[str, Any] = (
        client()
        .search(
            index=alias(),
            body=body,
            allow_partial_search_results=False,
            filter_path=kept,
            include_named_queries_score=True,
            preference=COPY,
        )
        .body
    )
    return answer


def _standing_for(one: Wanted) -> Clause:
    whole = [Q("term", title=token) for token in one.whole]
    return either(Q("prefix", title=one.begun), *whole)


def _weight(held: int, documents: int) -> float:
    rare = (documents - held + 0.5) / (held + 0.5)
    return max(_LEAST, log(rare)) / log(1 + rare)
