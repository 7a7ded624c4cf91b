"""Database triggers that refuse UPDATE and DELETE of the audit trail and its seals, whoever asks.

SQLite drops a trigger with its table, and Django rebuilds the table to alter a column: a migration
that alters one of these tables must remove them first and install them last. On PostgreSQL the
table's owner may still TRUNCATE.
"""

EVENTS, SEALS = "journal_auditevent", "journal_auditseal"

_INSTALL: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER {{table}}_no_{act.lower()} BEFORE {act} ON {{table}} "
        "BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END"
        for act in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'The audit trail is append-only.' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    ),
}
_REMOVE: dict[str, tuple[str, ...]] = {
    "sqlite": ("DROP TRIGGER {table}_no_update", "DROP TRIGGER {table}_no_delete"),
    "postgresql": (
        "DROP TRIGGER {table}_append_only ON {table}",
        "DROP FUNCTION {table}_refuse()",
    ),
}


def install_statements(vendor: str, table: str = EVENTS) -> tuple[str, ...]:
    """Raises KeyError on a database that this project does not know."""
    return tuple(statement.format(table=table) for statement in _INSTALL[vendor])


def remove_statements(vendor: str, table: str = EVENTS) -> tuple[str, ...]:
    """Raises KeyError on a database that this project does not know."""
    return tuple(statement.format(table=table) for statement in _REMOVE[vendor])
