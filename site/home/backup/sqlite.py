"""SQLite: its online backup, one read transaction long; writers go on."""

import sqlite3
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from home.backup.contents import Contents, Table
from home.backup.errors import BackupError

# A virtual table holds nothing itself: the tables under it do.
_TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name
"""
_DEFINITIONS = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL"
_COUNTERS = "SELECT name, seq FROM sqlite_sequence"


class SqliteStore:
    file_name = "database.sqlite3"

    def save(self, path: Path) -> Contents:
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            # One file, that opens from a folder nobody may write to.
            copy.execute("PRAGMA journal_mode=DELETE")
            if (found := copy.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise BackupError(f"The database is damaged: {found}")
            return _contents_of(copy)

    def is_empty(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_master")
            return not cursor.fetchone()[0]

    def put_back(self, path: Path) -> None:
        connection.ensure_connection()
        with closing(_opened(path)) as copy:
            copy.backup(connection.connection)
        # It keeps writing as the settings say, not as the copy was left.
        connection.close()

    def contents(self) -> Contents:
        # A connection of its own: Django's gives other values than the copy's.
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
            return _contents_of(database)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)


def _contents_of(database: sqlite3.Connection) -> Contents:
    names = [name for (name,) in database.execute(_TABLES)]
    return Contents(
        tables={name: _table(database, name) for name in names},
        definitions=dict(database.execute(_DEFINITIONS)),
        counters=dict(database.execute(_COUNTERS)) if "sqlite_sequence" in names else {},
    )


def _table(database: sqlite3.Connection, name: str) -> Table:
    rows = total = 0
    for row in database.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 a name of the catalogue
        rows += 1
        total += int.from_bytes(blake2b(repr(row).encode(), digest_size=16).digest())
    return Table(rows, f"{total % 2**128:032x}")
