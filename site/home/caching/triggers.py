"""Triggers that tell what was written, in its transaction, whoever writes: the site, the worker, an
import, a query by hand.

They are looked at after each `migrate`. Their names hold a digest of what they do, so that only
what is missing is made: on PostgreSQL making one waits for whoever writes to the table. On SQLite
they are away while migrations run: Django makes a table again to alter a column, and SQLite then
refuses what names the old one. Until they stand, no page is kept (`versions.EVERYTHING`).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from home.caching.versions import TABLE, forbid_keeping, tell_everything
from home.caching.watched import WATCHED, Watch

PREFIX = "page_change_"
# Between -2**39 and 2**39: the sum of millions of them is still a whole number to both databases.
_MARK = {
    "sqlite": "random() % 549755813888",
    "postgresql": "((random() - 0.5) * 1099511627776)::bigint",
}
_DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
_STANDING = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c "
    "ON c.oid = t.tgrelid WHERE pg_table_is_visible(c.oid)",
}


@dataclass(frozen=True, slots=True)
class Trigger:
    name: str
    table: str
    statements: tuple[str, ...]


def wanted(vendor: str) -> dict[str, Trigger]:
    """By name. Raises KeyError on a database that this project does not know."""
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]
    return {trigger.name: trigger for watch in WATCHED for trigger in make(watch)}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make those that are missing, and take away those of another version."""
    tables = set(connection.introspection.table_names())
    if TABLE not in tables:
        remove(connection)
        return
    triggers = {
        name: each for name, each in wanted(connection.vendor).items() if each.table in tables
    }
    standing = _standing(connection)
    with connection.cursor() as cursor:
        for name in standing.keys() - triggers.keys():
            cursor.execute(_drop(name, connection.vendor))
        for name in triggers.keys() - standing.keys():
            for statement in triggers[name].statements:
                # Without parameters, so that a per cent sign is one.
                cursor.execute(statement)
    tell_everything(connection)


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for name in _standing(connection):
            cursor.execute(_drop(name, connection.vendor))
    if TABLE in connection.introspection.table_names():
        forbid_keeping(connection)


def before_migrations(using: str, plan: list[Any], **_signal: object) -> None:
    if plan and connections[using].vendor == "sqlite":
        remove(connections[using])


def after_migrations(using: str, **_signal: object) -> None:
    install(connections[using])


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Ours, with their tables."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING[connection.vendor])
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def _drop(name: str, vendor: str) -> str:
    # On PostgreSQL the trigger goes with its function.
    return f"DROP TRIGGER {name}" if vendor == "sqlite" else f"DROP FUNCTION {name}() CASCADE"


def _sqlite(watch: Watch) -> Iterator[Trigger]:
    """One for each act. Writers wait for one another there, so a topic keeps one row."""
    for act, rows in _acts(watch):
        body = "".join(
            f"DELETE FROM {TABLE} WHERE topic IN ({topics}); "  # noqa: S608 ours
            f"{_insert(topics, 'sqlite')}; "
            for topics in (_of_row(watch, row) for row in rows)
        )
        condition = f"WHEN {_is_changed(watch, 'sqlite')} " if len(rows) > 1 else ""
        name = _name(watch, act, body, condition)
        statement = f"CREATE TRIGGER {name} AFTER {act} ON {watch.table} {condition}BEGIN {body}END"
        yield Trigger(name, watch.table, (statement,))


def _postgresql(watch: Watch) -> Iterator[Trigger]:
    """Rows are only added: two transactions that tell the same never wait for one another."""
    acts = dict(_acts(watch))
    body = "".join(_branch(watch, act, rows) for act, rows in acts.items())
    each = "ROW" if watch.is_by_row else "STATEMENT"
    name = _name(watch, body, each)
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body}RETURN NULL; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {name} AFTER {' OR '.join(acts)} ON {watch.table} "
        f"FOR EACH {each} EXECUTE FUNCTION {name}()"
    )
    yield Trigger(name, watch.table, (function, trigger))


def _branch(watch: Watch, act: str, rows: tuple[str, ...]) -> str:
    topics = " UNION ".join(dict.fromkeys(_of_row(watch, row) for row in rows))
    changed = f" AND ({_is_changed(watch, 'postgresql')})" if len(rows) > 1 else ""
    return f"IF TG_OP = '{act}'{changed} THEN {_insert(topics, 'postgresql')}; END IF; "


def _acts(watch: Watch) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each act with the rows that it knows."""
    if watch.tells_insert:
        yield "INSERT", ("NEW",)
    yield "DELETE", ("OLD",)
    yield "UPDATE", ("OLD", "NEW")


def _of_row(watch: Watch, row: str) -> str:
    return watch.select.replace("{row}", row)


def _is_changed(watch: Watch, vendor: str) -> str:
    differs = _DIFFERS[vendor]
    return " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in watch.columns) or "TRUE"


def _insert(topics: str, vendor: str) -> str:
    told = f"SELECT {_MARK[vendor]}, told.* FROM ({topics}) told"  # noqa: S608 ours
    return f"INSERT INTO {TABLE} (mark, topic) {told}"


def _name(watch: Watch, *parts: str) -> str:
    digest = hashlib.sha256("\n".join((watch.table, *parts)).encode()).hexdigest()
    return f"{PREFIX}{digest[:16]}"
