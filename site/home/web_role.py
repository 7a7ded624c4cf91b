"""The rights of the PostgreSQL role that the processes use: rows, and nothing else.

The owner of the tables migrates, restores and makes indexes again; this role reads and writes.
"""

from collections.abc import Iterator

from psycopg import sql

from journal.append_only import EVENTS, SEALS

# The trigger of the trail refuses whoever tries; sealing a day locks it, which takes UPDATE.
_REFUSED = {
    EVENTS: "DELETE",
    SEALS: "UPDATE, DELETE",
    "django_migrations": "INSERT, UPDATE, DELETE",
}


def grants(role: str, *, database: str) -> Iterator[sql.Composed]:
    """What the owner runs, after each restore; tables made later are covered."""
    to, on = sql.Identifier(role), sql.Identifier(database)
    for statement in (
        "REVOKE ALL ON DATABASE {on} FROM PUBLIC",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}",
        "GRANT CONNECT ON DATABASE {on} TO {to}",
        "GRANT USAGE ON SCHEMA public TO {to}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {to}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {to}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {to}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {to}",
    ):
        yield sql.SQL(statement).format(to=to, on=on)
    for table, acts in _REFUSED.items():
        revoke = f"REVOKE {acts} ON {table} FROM {{to}}"
        yield sql.SQL(revoke).format(to=to)
