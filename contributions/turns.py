"""Who waits for whom when several act at once: always in this order, so never in a ring.

1. the pace of a person (`contributions.gate.begin`), then what no row can be locked for yet
   (`one_at_a_time`);
2. proposals, by their keys;
3. roles (`territories.reach.roles_held`), shared: who takes one back waits, who uses it does not;
4. claims, by their keys;
5. pages, by their keys, offers before structures;
6. what must be unique, then what hangs on these rows: versions, public rows, trust, notices.
"""

from typing import Any

from django.db import connection


def one_at_a_time(key: str) -> None:
    """Wait for whoever asked for the same key, a hexadecimal hash, to end their transaction.

    SQLite lets one transaction write at a time anyway.
    """
    if connection.vendor != "postgresql":
        return
    number = int(key[:16], 16) - 2**63
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def after_whoever_holds(page: Any) -> None:
    """Wait for whoever decides on the page, as writing a row that names it does anyway: but before
    the row, which may be the twin of one that they are about to write. The lock is that of a
    foreign key, which the ORM does not take by itself."""
    if connection.vendor != "postgresql":
        return
    name = connection.ops.quote_name
    table, column = name(page._meta.db_table), name(page._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE {column} = %s FOR KEY SHARE", [page.pk])  # noqa: S608 names of ours
