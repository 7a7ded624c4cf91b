"""Database triggers that refuse UPDATE and DELETE of the audit trail, whoever asks.

SQLite drops a trigger with its table, and Django rebuilds the table to alter a column: a migration
that alters AuditEvent must remove them first and install them last. On PostgreSQL the
table's owner may still TRUNCATE.
"""

_INSTALL: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER journal_auditevent_no_{act.lower()} BEFORE {act} ON journal_auditevent "
        "BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END"
        for act in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE FUNCTION journal_auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'The audit trail is append-only.' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER journal_auditevent_append_only "
        "BEFORE UPDATE OR DELETE ON journal_auditevent "
        "FOR EACH ROW EXECUTE FUNCTION journal_auditevent_refuse()",
    ),
}
_REMOVE: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "DROP TRIGGER journal_auditevent_no_update",
        "DROP TRIGGER journal_auditevent_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER journal_auditevent_append_only ON journal_auditevent",
        "DROP FUNCTION journal_auditevent_refuse()",
    ),
}


def install_statements(vendor: str) -> tuple[str, ...]:
    """Raises KeyError on a database that this project does not know."""
    return _INSTALL[vendor]


def remove_statements(vendor: str) -> tuple[str, ...]:
    """Raises KeyError on a database that this project does not know."""
    return _REMOVE[vendor]
