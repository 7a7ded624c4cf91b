"""PostgreSQL full text over the ready tokens: 'simple' configuration, generated column, GIN."""

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction

from search.engines.base import COLUMN_WEIGHTS
from search.engines.database import (
    MOST_WEIGHED,
    SOME_NAMES,
    DatabaseEngine,
    engine_errors,
    execute,
)

# The rank that counts as half of the best there can be.
HALF = 0.4
# From D (text) to A (title), as ts_rank wants them.
_WEIGHTS = [weight / COLUMN_WEIGHTS["title"] for weight in reversed(COLUMN_WEIGHTS.values())]

# A rank costs ten microseconds: of more documents than this, the first only are weighed, and as
# many of those that hold the words in their names.
MOST_RANKED = 600

INDEXES = (
    "search_document_tokens",
    "search_document_titles",
    "search_named_structures",
    "search_named_names",
    "search_names",
)

_DOCUMENTS = "search_searchdocument"
_QUERY = "to_tsquery('simple'::regconfig, %s)"
HOLDING = f"SELECT array_agg(offer_id) FROM {_DOCUMENTS} WHERE tokens @@ {_QUERY}"  # noqa: S608
HOLDING_IN_NAMES = f"SELECT array_agg(offer_id) FROM search_named WHERE names @@ {_QUERY}"  # noqa: S608
_WEIGHT = "ts_rank(%s::real[], tokens, query, 0) AS weight"
WEIGHTS_AMONG = (
    f"SELECT offer_id, {_WEIGHT} FROM {_DOCUMENTS}, {_QUERY} query "  # noqa: S608
    "WHERE tokens @@ query AND offer_id = ANY('{{{among}}}'::integer[])"
)
WEIGHTS = (
    f"WITH asked AS (SELECT {_QUERY} AS query), held AS ("  # noqa: S608
    "(SELECT offer_id FROM search_named, asked WHERE names @@ query "
    f"ORDER BY offer_id LIMIT {MOST_RANKED}) UNION "
    f"(SELECT offer_id FROM {_DOCUMENTS}, asked WHERE tokens @@ query "
    f"ORDER BY offer_id LIMIT {MOST_RANKED})) "
    f"SELECT offer_id, {_WEIGHT} FROM {_DOCUMENTS} JOIN held USING (offer_id), asked "
    "ORDER BY weight DESC, offer_id LIMIT %s"
)
NAMED = (
    "SELECT DISTINCT structure_tokens FROM (SELECT structure_tokens FROM search_named "  # noqa: S608
    f"WHERE to_tsvector('simple'::regconfig, structure_tokens) @@ {_QUERY} LIMIT 10 * %s) held"
)
HELD_BY = "SELECT term, documents FROM search_word WHERE term = ANY(%s)"
# Of a word that came since they were counted.
HELD_SINCE = (
    f"SELECT count(*) FROM (SELECT 1 FROM {_DOCUMENTS} "  # noqa: S608
    f"WHERE tokens @@ {_QUERY} LIMIT {MOST_RANKED}) few"
)
WORDS = "SELECT word, ndoc FROM ts_stat('SELECT tokens FROM search_searchdocument')"
COMMONEST = "SELECT term, documents FROM search_word ORDER BY documents DESC LIMIT %s"
# Before they were ever counted.
COMMONEST_NOW = f"{WORDS} ORDER BY ndoc DESC LIMIT %s"
COUNT_WORDS = f"INSERT INTO search_word (term, documents) {WORDS}"


class PostgresEngine(DatabaseEngine):
    name = "postgresql"

    def holding(self, words: tuple[str, ...], *, in_names: bool) -> list[int]:
        wanted = " & ".join(map(_quoted, words))
        [(held,)] = execute(HOLDING_IN_NAMES if in_names else HOLDING, [wanted])
        return held or []

    def named(self, words: tuple[str, ...]) -> list[str]:
        wanted = " & ".join(map(_quoted, words))
        return [name for (name,) in execute(NAMED, [wanted, SOME_NAMES])]

    def weights(self, words: tuple[str, ...], among: list[int] | None) -> list[tuple[int, float]]:
        if not words:
            return []
        wanted = " | ".join(map(_quoted, words))
        if among is None:
            rows = execute(WEIGHTS, [wanted, _WEIGHTS, MOST_WEIGHED])
        else:
            # Part of the statement: a plan kept for any numbers reads the words of each of them.
            listed = ",".join(map(str, map(int, among)))
            rows = execute(WEIGHTS_AMONG.format(among=listed), [_WEIGHTS, wanted])
        return [(offer_id, weight / (HALF + weight)) for offer_id, weight in rows]

    def held_by(self, words: Collection[str]) -> dict[str, int]:
        held = dict(execute(HELD_BY, [[*words]]))
        for word in words:
            if word not in held:
                [(held[word],)] = execute(HELD_SINCE, [_quoted(word)])
        return held

    def commonest(self, at_most: int) -> list[tuple[str, int]]:
        counted = execute(COMMONEST, [at_most]) or execute(COMMONEST_NOW, [at_most])
        return [(word, documents) for word, documents in counted]

    def count_words(self) -> None:
        """Searches go on with those counted before."""
        with engine_errors(), transaction.atomic():
            execute("DELETE FROM search_word", [])
            execute(COUNT_WORDS, [])

    def rebuild(self) -> None:
        # Nobody waits for it, but it refuses to be part of a transaction.
        concurrently = "" if connection.in_atomic_block else "CONCURRENTLY "
        with engine_errors():
            for index in INDEXES:
                execute(f"REINDEX INDEX {concurrently}{index}", [])
        self.count_words()

    def forget_removed(self) -> None:
        """Row versions go with the next VACUUM; the words counted among them, now."""
        self.count_words()

    def status(self) -> dict[str, Any]:
        return {**super().status(), "indexed": super().status()["documents"]}


def _quoted(word: str) -> str:
    return f"'{word}'"
