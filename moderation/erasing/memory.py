"""What stays in the database's own files and in memory once rows are rewritten."""

from django.core.cache import cache, caches
from django.db import connection, transaction

from search.engines.current import engine

# What the cache may have made out of texts; counters of attempts stay.
_CACHED = ("words-read", "names-read")


def forget_after_commit() -> None:
    transaction.on_commit(forget)


def forget() -> None:
    """Old words leave the index; on SQLite, deleted pages of the file are written over.

    On PostgreSQL the old row versions go with the next VACUUM.
    """
    cache.delete_many(_CACHED)
    # No longer shown by any process; the memory of the others forgets them within the hour.
    caches["pages"].clear()
    engine().forget_removed()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
