"""The indexes of names that each database keeps: titles of live offers, names of structures.

The titles have one of their own: in that of whole offers, a word that is only begun is that of many
thousands, nearly all of them in texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

_AFTER_ALL_LETTERS = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may stand for a word typed: a token that begins like it, or one of whole tokens.

    All of them letters and digits only.
    """

    begun: str
    whole: tuple[str, ...] = ()


class NameIndex(Protocol):
    def titles(self, wanted: Sequence[Wanted], limit: int) -> RawSQL:
        """A subquery of offers whose titles hold something for each word."""

    def structures(self, words: Sequence[str], limit: int) -> RawSQL:
        """A subquery of structures whose folded names hold words that begin like these."""

    def structures_called(self, begun: str) -> Q:
        """Those whose folded name begins so."""


class SqliteNames:
    def titles(self, wanted: Sequence[Wanted], limit: int) -> RawSQL:
        sql = "SELECT rowid FROM search_titles WHERE search_titles MATCH %s LIMIT %s"
        match = " AND ".join(map(self._either, wanted))
        return RawSQL(sql, [match, limit])  # noqa: S611 no typed text in the SQL

    def _either(self, one: Wanted) -> str:
        return "(" + " OR ".join([f'"{one.begun}" *', *(f'"{token}"' for token in one.whole)]) + ")"

    def structures(self, words: Sequence[str], limit: int) -> RawSQL:
        # Only the index of the names is read, never the wide rows of the table.
        held = " AND ".join(["instr(' ' || search_name, %s)"] * len(words))
        sql = f"SELECT id FROM offers_structure WHERE {held} LIMIT %s"  # noqa: S608 only marks
        return RawSQL(sql, [*(f" {word}" for word in words), limit])  # noqa: S611

    def structures_called(self, begun: str) -> Q:
        return Q(search_name__gte=begun, search_name__lt=begun + _AFTER_ALL_LETTERS)


class PostgresNames:
    def titles(self, wanted: Sequence[Wanted], limit: int) -> RawSQL:
        sql = (
            "SELECT offer_id FROM search_searchdocument "
            "WHERE to_tsvector('simple'::regconfig, title_tokens) "
            "@@ to_tsquery('simple'::regconfig, %s) LIMIT %s"
        )
        match = " & ".join(map(self._either, wanted))
        return RawSQL(sql, [match, limit])  # noqa: S611 no typed text in the SQL

    def _either(self, one: Wanted) -> str:
        return "(" + " | ".join([f"'{one.begun}':*", *(f"'{token}'" for token in one.whole)]) + ")"

    def structures(self, words: Sequence[str], limit: int) -> RawSQL:
        sql = (
            "SELECT id FROM offers_structure "
            "WHERE to_tsvector('simple'::regconfig, search_name) "
            "@@ to_tsquery('simple'::regconfig, %s) LIMIT %s"
        )
        match = " & ".join(f"'{word}':*" for word in words)
        return RawSQL(sql, [match, limit])  # noqa: S611 no typed text in the SQL

    def structures_called(self, begun: str) -> Q:
        return Q(search_name__startswith=begun)


_INDEXES: dict[str, type[NameIndex]] = {"sqlite": SqliteNames, "postgresql": PostgresNames}


def name_index() -> NameIndex:
    return _INDEXES[connection.vendor]()
