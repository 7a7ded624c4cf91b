"""One at a time, for what no row can be locked for yet."""

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
