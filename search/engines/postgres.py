"""PostgreSQL full text over the ready tokens: 'simple' configuration, generated column, GIN."""

from typing import Any

from django.db.models.expressions import RawSQL

from search.engines.base import COLUMN_WEIGHTS
from search.engines.database import DatabaseEngine, engine_errors, execute

# The rank that counts as half of the best there can be.
HALF = 0.4
# From D (text) to A (title), as ts_rank wants them.
_WEIGHTS = [weight / COLUMN_WEIGHTS["title"] for weight in reversed(COLUMN_WEIGHTS.values())]


class PostgresEngine(DatabaseEngine):
    name = "postgresql"

    def matching(self, words: tuple[str, ...], *, in_names: bool = False) -> RawSQL:
        sql = (
            "SELECT offer_id FROM search_searchdocument "
            "WHERE tokens @@ to_tsquery('simple'::regconfig, %s)"
        )
        weights = ":AC" if in_names else ""
        wanted = " & ".join(f"{_quoted(word)}{weights}" for word in words)
        return RawSQL(sql, [wanted])  # noqa: S611 no typed text in the SQL

    def scores(self, words: tuple[str, ...], ids: list[int]) -> dict[int, float]:
        if not words:
            return {}
        wanted = " | ".join(map(_quoted, words))
        sql = (
            "SELECT offer_id, ts_rank(%s::real[], tokens, query, 0) "
            "FROM search_searchdocument, to_tsquery('simple'::regconfig, %s) query "
            "WHERE tokens @@ query AND offer_id = ANY(%s)"
        )
        with engine_errors():
            rows = execute(sql, [_WEIGHTS, wanted, ids])
        return {offer_id: score / (HALF + score) for offer_id, score in rows}

    def rebuild(self) -> None:
        with engine_errors():
            for index in ("search_document_tokens", "search_document_titles", "search_names"):
                execute(f"REINDEX INDEX {index}", [])

    def status(self) -> dict[str, Any]:
        return {**super().status(), "indexed": super().status()["documents"]}


def _quoted(word: str) -> str:
    return f"'{word}'"
