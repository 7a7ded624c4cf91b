"""The indexes of names that each database keeps: titles of live offers, names of structures.

The titles have one of their own: in that of whole offers, a word that is only begun is that of many
thousands, nearly all of them in texts.
"""

from collections.abc import Sequence
from typing import Protocol

from django.db import connection

from search.engines.current import served
from search.engines.database import execute
from search.engines.outside import ServedOutside
from search.wanted import Wanted

_AFTER_ALL_LETTERS = "\U0010ffff"


class NameIndex(Protocol):
    def titles(self, wanted: Sequence[Wanted], limit: int) -> list[int]:
        """Offers whose titles hold something for each word."""

    def structures(self, words: Sequence[str], limit: int) -> list[int]:
        """Structures whose folded names hold words that begin like these."""

    def structures_called(self, begun: str, limit: int) -> list[int]:
        """Those whose folded name begins so, in alphabetical order."""


class SqliteNames:
    def titles(self, wanted: Sequence[Wanted], limit: int) -> list[int]:
        sql = "SELECT rowid FROM search_titles WHERE search_titles MATCH %s LIMIT %s"
        return _ids(sql, " AND ".join(map(self._either, wanted)), limit)

    def _either(self, one: Wanted) -> str:
        return "(" + " OR ".join([f'"{one.begun}" *', *(f'"{token}"' for token in one.whole)]) + ")"

    def structures(self, words: Sequence[str], limit: int) -> list[int]:
        sql = "SELECT rowid FROM search_names WHERE search_names MATCH %s LIMIT %s"
        return _ids(sql, " AND ".join(f'"{word}" *' for word in words), limit)

    def structures_called(self, begun: str, limit: int) -> list[int]:
        sql = (
            "SELECT id FROM offers_structure WHERE search_name >= %s AND search_name < %s "
            "ORDER BY search_name LIMIT %s"
        )
        return _ids(sql, begun, begun + _AFTER_ALL_LETTERS, limit)


class PostgresNames:
    def titles(self, wanted: Sequence[Wanted], limit: int) -> list[int]:
        sql = (
            "SELECT offer_id FROM search_searchdocument "
            "WHERE to_tsvector('simple'::regconfig, title_tokens) "
            "@@ to_tsquery('simple'::regconfig, %s) LIMIT %s"
        )
        return _ids(sql, " & ".join(map(self._either, wanted)), limit)

    def _either(self, one: Wanted) -> str:
        return "(" + " | ".join([f"'{one.begun}':*", *(f"'{token}'" for token in one.whole)]) + ")"

    def structures(self, words: Sequence[str], limit: int) -> list[int]:
        sql = (
            "SELECT id FROM offers_structure "
            "WHERE to_tsvector('simple'::regconfig, search_name) "
            "@@ to_tsquery('simple'::regconfig, %s) LIMIT %s"
        )
        return _ids(sql, " & ".join(f"'{word}':*" for word in words), limit)

    def structures_called(self, begun: str, limit: int) -> list[int]:
        # Folded, it holds neither % nor _.
        named = "SELECT id FROM offers_structure WHERE search_name LIKE %s"
        return _ids(f"{named} ORDER BY search_name LIMIT %s", f"{begun}%", limit)


def _ids(sql: str, *params: str | int) -> list[int]:
    return [key for (key,) in execute(sql, list(params))]


_INDEXES: dict[str, type[NameIndex]] = {"sqlite": SqliteNames, "postgresql": PostgresNames}


class ServedNames:
    """Titles from the server; names of structures are few, and stay in the database."""

    def __init__(self, engine: ServedOutside, names: NameIndex) -> None:
        self._engine = engine
        self.structures = names.structures
        self.structures_called = names.structures_called
        self._names = names

    def titles(self, wanted: Sequence[Wanted], limit: int) -> list[int]:
        return self._engine.titles(wanted, limit, self._names.titles)


def name_index() -> NameIndex:
    names = _INDEXES[connection.vendor]()
    outside = served()
    return ServedNames(outside, names) if outside else names
