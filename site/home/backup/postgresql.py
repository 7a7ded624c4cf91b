"""PostgreSQL: pg_dump and pg_restore, on the same snapshot as what is counted beside them."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from home.backup.contents import Contents, Table
from home.backup.errors import BackupError

# Rights are given again: the roles of another server are perhaps not there.
_ALL_OF_OURS = ["--schema=public", "--no-owner", "--no-privileges"]
_OURS = "namespace = 'public'::regnamespace"
_TABLES = f"""
    SELECT relname FROM pg_class WHERE rel{_OURS} AND relkind = 'r' ORDER BY relname
"""  # noqa: S608
_ROWS = """
    SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text,
        coalesce(sum(hashtextextended(t::text, 1)::numeric), 0)::text
    FROM "{}" t
"""
_DEFINITIONS = f"""
    SELECT format('column %s.%s', attrelid::regclass, attname),
        format('%s %s', format_type(atttypid, atttypmod), attnotnull)
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    WHERE rel{_OURS} AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT format('constraint %s of %s', conname, conrelid::regclass),
        pg_get_constraintdef(oid) FROM pg_constraint WHERE con{_OURS}
    UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT format('trigger %s of %s', tgname, tgrelid::regclass),
        format('%s %s', pg_get_triggerdef(t.oid), tgenabled)
    FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE rel{_OURS} AND NOT tgisinternal
    UNION ALL SELECT format('function %s', oid::regprocedure), prosrc
    FROM pg_proc WHERE pro{_OURS}
"""  # noqa: S608
# A dump that is read again has the casts of a list elsewhere, and other parentheses.
_CASTS = re.compile(r"::(character varying|[a-z]+)(\[\])?|[()]")
_COUNTERS = "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences"
_ANYTHING = f"SELECT EXISTS (SELECT 1 FROM pg_class WHERE rel{_OURS})"  # noqa: S608


class PostgresStore:
    file_name = "database.dump"

    def save(self, path: Path) -> Contents:
        with _snapshot() as snapshot, path.open("wb") as dump:
            contents = self.contents()
            _run(
                "pg_dump", [*_ALL_OF_OURS, "--format=custom", f"--snapshot={snapshot}"], stdout=dump
            )
        return contents

    def is_empty(self) -> bool:
        [(anything,)] = _asked(_ANYTHING)
        return not anything

    def put_back(self, path: Path) -> None:
        at_once = ["--single-transaction", "--exit-on-error"]
        with path.open("rb") as dump:
            _run("pg_restore", [*_ALL_OF_OURS, *at_once, "--dbname"], stdin=dump)
        # A dump holds no statistics: without them the first searches are planned blindly.
        _execute("ANALYZE")

    def contents(self) -> Contents:
        names = [name for (name,) in _asked(_TABLES)]
        return Contents(
            tables={name: _table(name) for name in names},
            definitions={name: _plain(text) for name, text in _asked(_DEFINITIONS)},
            counters=dict(_asked(_COUNTERS)),
        )


@contextmanager
def _snapshot() -> Iterator[str]:
    """What the whole of a backup sees, however long it takes."""
    with transaction.atomic():
        _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            _execute(f"SET LOCAL {limit} = 0")
        [(snapshot,)] = _asked("SELECT pg_export_snapshot()")
        yield snapshot


def _table(name: str) -> Table:
    [(rows, *sums)] = _asked(_ROWS.format(name))
    return Table(rows, "/".join(sums))


def _plain(definition: str) -> str:
    return _CASTS.sub("", definition)


def _asked(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _run(program: str, options: list[str], **streams: Any) -> None:
    """One of PostgreSQL's programs, on the database of the settings, whose name comes last."""
    [_psql, *arguments], environment = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, options
    )
    try:
        done = subprocess.run(  # noqa: S603 our own options and settings
            [program, *arguments],
            env={"PATH": os.pathsep.join(os.get_exec_path()), **(environment or {})},
            stderr=subprocess.PIPE,
            check=False,
            **streams,
        )
    except FileNotFoundError:
        raise BackupError(f"{program} is missing: apt-get install postgresql-client") from None
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.decode(errors='replace').strip()}")
