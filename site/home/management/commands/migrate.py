from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    """Django's, beside people: one that cannot have its lock gives up, and may be run again.

    Whoever comes after somebody that waits for a table waits too, though it only reads.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        with waiting_shortly(options["database"]):
            super().handle(*args, **options)


@contextmanager
def waiting_shortly(using: str) -> Iterator[None]:
    """No longer than MIGRATION_LOCK_TIMEOUT for a lock."""
    _tell(using, f"SET lock_timeout = '{settings.MIGRATION_LOCK_TIMEOUT}s'")
    yield
    _tell(using, "RESET lock_timeout")


def _tell(using: str, statement: str) -> None:
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement)
