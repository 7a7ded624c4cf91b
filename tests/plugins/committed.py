"""Tests that really commit (transaction=True, live_server) leave the database as they found it.

Django would leave it empty, without the pages and sites that migrations made, and --reuse-db would
keep it so. The audit trail refuses DELETE, so its triggers are taken off for the time of the flush.
"""

from collections.abc import Callable, Sequence

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from journal.append_only import install_statements, remove_statements

_set_up = TransactionTestCase._fixture_setup.__func__
_as_found: dict[str, str] = {}


def _remember(cls: type[TransactionTestCase]) -> None:
    for alias in cls._databases_names(include_mirrors=False):
        if alias not in _as_found:
            _as_found[alias] = connections[alias].creation.serialize_db_to_string()
    _set_up(cls)


def _restore(self: TransactionTestCase) -> None:
    for alias in self._databases_names(include_mirrors=False):
        connection = connections[alias]
        _execute(connection, remove_statements)
        call_command(
            "flush", verbosity=0, interactive=False, database=alias, inhibit_post_migrate=True
        )
        _execute(connection, install_statements)
        connection.creation.deserialize_db_from_string(_as_found[alias])


def _execute(connection: BaseDatabaseWrapper, of: Callable[[str], Sequence[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in of(connection.vendor):
            cursor.execute(statement)


def pytest_configure() -> None:
    TransactionTestCase._fixture_setup = classmethod(_remember)
    TransactionTestCase._fixture_teardown = _restore
