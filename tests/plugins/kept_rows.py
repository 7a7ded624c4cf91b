"""The rows of a PostgreSQL database as they were, put back where a test changed them.

Emptying two hundred tables and writing a thousand rows again took longer than most tests; finding
which of them changed takes milliseconds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

_SCHEMA = "kept_rows"
_TABLES = """
    SELECT tablename FROM pg_tables WHERE schemaname = current_schema ORDER BY tablename
"""
# What the database computes itself cannot be written.
_COLUMNS = """
    SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
    FROM information_schema.columns
    WHERE table_schema = current_schema AND table_name = %s AND is_generated = 'NEVER'
"""


@dataclass(frozen=True, slots=True)
class KeptRows:
    """`filled` are the tables that had rows, with their columns; `empty`, those that had none."""

    connection: BaseDatabaseWrapper
    filled: dict[str, str]
    empty: list[str]

    @classmethod
    def of(cls, connection: BaseDatabaseWrapper) -> "KeptRows":
        with connection.cursor() as cursor:
            cursor.execute(_TABLES)
            tables = [row[0] for row in cursor.fetchall()]
            has_rows = _with_rows(cursor, tables)
            cursor.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
            cursor.execute(f"CREATE SCHEMA {_SCHEMA}")
            filled = {}
            for table in sorted(has_rows):
                cursor.execute(f"CREATE TABLE {_kept(table)} AS TABLE {_q(table)}")
                cursor.execute(_COLUMNS, [table])
                filled[table] = cursor.fetchone()[0]
        return cls(connection, filled, [one for one in tables if one not in has_rows])

    def put_back(self) -> None:
        with self.connection.cursor() as cursor:
            gained = _with_rows(cursor, self.empty)
            changed = _named(cursor, {one: _differs(one) for one in self.filled})
            if not (gained or changed):
                return
            # Neither triggers nor foreign keys: the audit trail refuses to forget.
            cursor.execute("SET session_replication_role = replica")
            for table in gained | changed:
                cursor.execute(f"DELETE FROM {_q(table)}")  # noqa: S608 our own tables
            for table in changed:
                columns = self.filled[table]
                rows = f"({columns}) SELECT {columns} FROM {_kept(table)}"  # noqa: S608 our own
                cursor.execute(f"INSERT INTO {_q(table)} {rows}")
            cursor.execute("SET session_replication_role = DEFAULT")


def _with_rows(cursor: CursorWrapper, tables: Iterable[str]) -> set[str]:
    return _named(cursor, {one: f"EXISTS (TABLE {_q(one)})" for one in tables})


def _named(cursor: CursorWrapper, conditions: Mapping[str, str]) -> set[str]:
    """Of these conditions, the names of those that hold: one query."""
    asked = [f"SELECT '{name}' WHERE {condition}" for name, condition in conditions.items()]
    cursor.execute(" UNION ALL ".join(asked))
    return {row[0] for row in cursor.fetchall()}


def _differs(table: str) -> str:
    now, kept = f"TABLE {_q(table)}", f"TABLE {_kept(table)}"
    return f"EXISTS (({now} EXCEPT ALL {kept}) UNION ALL ({kept} EXCEPT ALL {now}))"


def _q(table: str) -> str:
    return f'"{table}"'


def _kept(table: str) -> str:
    return f'{_SCHEMA}."{table}"'
