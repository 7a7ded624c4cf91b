"""SQLite FTS5 over the ready tokens (an external-content table, see migration 0002)."""

from typing import Any

from django.db.models.expressions import RawSQL

from search.engines.base import COLUMN_WEIGHTS
from search.engines.database import DatabaseEngine, engine_errors, execute

# The BM25 that counts as half of the best there can be.
HALF = 6.0
_BM25 = f"bm25(search_fts, {', '.join(map(str, COLUMN_WEIGHTS.values()))})"


class SqliteEngine(DatabaseEngine):
    name = "sqlite"

    def matching(self, words: tuple[str, ...], *, in_names: bool = False) -> RawSQL:
        # A subquery of its own: joined, the planner may run MATCH once a row (324 ms, measured).
        sql = "SELECT rowid FROM search_fts WHERE search_fts MATCH %s"
        wanted = " AND ".join(map(_quoted, words))
        if in_names:
            wanted = f"{{title_tokens structure_tokens}} : ({wanted})"
        return RawSQL(sql, [wanted])  # noqa: S611 no typed text in the SQL

    def scores(self, words: tuple[str, ...], ids: list[int]) -> dict[int, float]:
        if not words:
            return {}
        marks = ", ".join(["%s"] * len(ids))
        # The plus keeps the planner from looking up each id in turn instead of matching once.
        sql = (
            f"SELECT rowid, {_BM25} FROM search_fts "  # noqa: S608 only constants and marks
            f"WHERE search_fts MATCH %s AND +rowid IN ({marks})"
        )
        with engine_errors():
            rows = execute(sql, [" OR ".join(map(_quoted, words)), *ids])
        return {offer_id: -score / (HALF - score) for offer_id, score in rows}

    def rebuild(self) -> None:
        with engine_errors():
            for table in ("search_fts", "search_titles", "search_names"):
                execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')", [])  # noqa: S608

    def status(self) -> dict[str, Any]:
        with engine_errors():
            [(indexed,)] = execute("SELECT count(*) FROM search_fts_docsize", [])
        return {**super().status(), "indexed": indexed}


def _quoted(word: str) -> str:
    """Words are letters and digits only; the quotes keep AND, OR and NOT from being operators."""
    return f'"{word}"'
