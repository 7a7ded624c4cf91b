"""SQLite FTS5 over the ready tokens (an external-content table, see migration 0002)."""

import json
from collections.abc import Collection
from typing import Any

from search.engines.base import COLUMN_WEIGHTS
from search.engines.database import MOST_WEIGHED, SOME_NAMES, DatabaseEngine, engine_errors, execute

# The BM25 that counts as half of the best there can be.
HALF = 6.0
_BM25 = f"bm25(search_fts, {', '.join(map(str, COLUMN_WEIGHTS.values()))})"

# Answers are one row of JSON: between two rows SQLite lets go of the interpreter, and a thread that
# wants it back waits for the others (eight at once among 100,000: 27 ms of CPU a search, not 35).
HOLDING = "SELECT json_group_array(rowid) FROM search_fts WHERE search_fts MATCH %s"
# The plus keeps the planner from looking up each id in turn instead of matching once (324 ms
# against 3, measured); a test holds the plan.
WEIGHTS_AMONG = (
    "SELECT json_group_array(json_array(rowid, weight)) FROM ("  # noqa: S608 only constants
    f"SELECT rowid, {_BM25} AS weight FROM search_fts "
    "WHERE search_fts MATCH %s AND +rowid IN (SELECT value FROM json_each(%s)) LIMIT -1)"
)
WEIGHTS = (
    "SELECT json_group_array(json_array(rowid, weight)) FROM ("  # noqa: S608 only constants
    f"SELECT rowid, {_BM25} AS weight FROM search_fts "
    "WHERE search_fts MATCH %s ORDER BY weight LIMIT %s)"
)
NAMED = "SELECT DISTINCT structure_tokens FROM search_fts WHERE search_fts MATCH %s LIMIT %s"
HELD_BY = (
    "SELECT json_group_object(term, doc) FROM search_vocabulary "
    "WHERE term IN (SELECT value FROM json_each(%s))"
)
COMMONEST = "SELECT term, doc FROM search_vocabulary ORDER BY doc DESC LIMIT %s"


class SqliteEngine(DatabaseEngine):
    name = "sqlite"

    def holding(self, words: tuple[str, ...], *, in_names: bool) -> list[int]:
        wanted = " AND ".join(map(_quoted, words))
        if in_names:
            wanted = f"{{title_tokens structure_tokens}} : ({wanted})"
        held: list[int] = _answer(HOLDING, wanted)
        return held

    def named(self, words: tuple[str, ...]) -> list[str]:
        wanted = f"{{structure_tokens}} : ({' AND '.join(map(_quoted, words))})"
        return [name for (name,) in execute(NAMED, [wanted, SOME_NAMES])]

    def weights(self, words: tuple[str, ...], among: list[int] | None) -> list[tuple[int, float]]:
        if not words:
            return []
        wanted = " OR ".join(map(_quoted, words))
        if among is None:
            rows = _answer(WEIGHTS, wanted, MOST_WEIGHED)
        else:
            rows = _answer(WEIGHTS_AMONG, wanted, json.dumps(among))
        return [(offer_id, -weight / (HALF - weight)) for offer_id, weight in rows]

    def held_by(self, words: Collection[str]) -> dict[str, int]:
        held: dict[str, int] = _answer(HELD_BY, json.dumps([*words]))
        return held

    def commonest(self, at_most: int) -> list[tuple[str, int]]:
        return [(word, documents) for word, documents in execute(COMMONEST, [at_most])]

    def count_words(self) -> None:
        """FTS5 counts as it goes."""

    def rebuild(self) -> None:
        with engine_errors():
            for table in ("search_fts", "search_titles", "search_names"):
                execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')", [])  # noqa: S608 our names

    def forget_removed(self) -> None:
        with engine_errors():
            for table in ("search_fts", "search_titles", "search_names"):
                execute(f"INSERT INTO {table}({table}) VALUES ('optimize')", [])  # noqa: S608 our names

    def status(self) -> dict[str, Any]:
        with engine_errors():
            [(indexed,)] = execute("SELECT count(*) FROM search_fts_docsize", [])
        return {**super().status(), "indexed": indexed}


def _answer(sql: str, *params: object) -> Any:
    [(answer,)] = execute(sql, [*params])
    return json.loads(answer)


def _quoted(word: str) -> str:
    """Words are letters and digits only; the quotes keep AND, OR and NOT from being operators."""
    return f'"{word}"'
