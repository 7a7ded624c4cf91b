"""PostgreSQL full text over the ready tokens: 'simple' configuration, generated column, GIN."""

from typing import Any

from django.db import connection

from search.engines.base import COLUMN_WEIGHTS
from search.engines.database import (
    COMMON,
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

HOLDING = (
    "SELECT offer_id FROM search_searchdocument WHERE tokens @@ to_tsquery('simple'::regconfig, %s)"
)
WEIGHTS = (
    "SELECT offer_id, ts_rank(%s::real[], tokens, query, 0) AS weight "
    "FROM search_searchdocument, to_tsquery('simple'::regconfig, %s) query WHERE tokens @@ query "
)
AMONG = "AND offer_id = ANY(%s)"
BEST = "ORDER BY weight DESC, offer_id LIMIT %s"
NAMED = (
    "SELECT DISTINCT structure_tokens FROM search_searchdocument "
    "WHERE tokens @@ to_tsquery('simple'::regconfig, %s) LIMIT %s"
)
FREQUENCY = (
    "SELECT count(*) FROM (SELECT 1 FROM search_searchdocument "
    "WHERE tokens @@ to_tsquery('simple'::regconfig, %s) LIMIT %s) few"
)


class PostgresEngine(DatabaseEngine):
    name = "postgresql"

    def holding(self, words: tuple[str, ...], *, in_names: bool) -> list[int]:
        weights = ":AC" if in_names else ""
        wanted = " & ".join(f"{_quoted(word)}{weights}" for word in words)
        return [offer_id for (offer_id,) in execute(HOLDING, [wanted])]

    def named(self, words: tuple[str, ...]) -> list[str]:
        wanted = " & ".join(f"{_quoted(word)}:C" for word in words)
        return [name for (name,) in execute(NAMED, [wanted, SOME_NAMES])]

    def weights(self, words: tuple[str, ...], among: list[int] | None) -> list[tuple[int, float]]:
        if not words:
            return []
        wanted = " | ".join(map(_quoted, words))
        if among is None:
            rows = execute(WEIGHTS + BEST, [_WEIGHTS, wanted, MOST_WEIGHED])
        else:
            rows = execute(WEIGHTS + AMONG, [_WEIGHTS, wanted, among])
        return [(offer_id, weight / (HALF + weight)) for offer_id, weight in rows]

    def frequency(self, word: str) -> int:
        [(known,)] = execute(FREQUENCY, [_quoted(word), COMMON + 1])
        return int(known)

    def rebuild(self) -> None:
        # Nobody waits for it, but it refuses to be part of a transaction.
        concurrently = "" if connection.in_atomic_block else "CONCURRENTLY "
        with engine_errors():
            for index in ("search_document_tokens", "search_document_titles", "search_names"):
                execute(f"REINDEX INDEX {concurrently}{index}", [])

    def status(self) -> dict[str, Any]:
        return {**super().status(), "indexed": super().status()["documents"]}


def _quoted(word: str) -> str:
    return f"'{word}'"
