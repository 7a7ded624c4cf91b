"""Tests that really commit (transaction=True, live_server) leave the database as they found it.

Django would leave it empty, without the pages, sites and places that every test counts on. On
SQLite the whole file is put back, in a few milliseconds: deleting row by row is slow, and the audit
trail refuses it. What is put back needs not be written again before the next test, as
`serialized_rollback` would.
"""

import sqlite3

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from tests.plugins.kept_rows import KeptRows

_set_up = TransactionTestCase._fixture_setup.__func__
_as_found: dict[str, sqlite3.Connection | KeptRows] = {}


def _remember(cls: type[TransactionTestCase]) -> None:
    for alias in cls._databases_names(include_mirrors=False):
        if alias not in _as_found:
            _as_found[alias] = _copy(connections[alias])
        vars(connections[alias]).pop("_test_serialized_contents", None)
    _set_up(cls)


def _restore(self: TransactionTestCase) -> None:
    for alias in self._databases_names(include_mirrors=False):
        _put_back(connections[alias], _as_found[alias])


def _copy(connection: BaseDatabaseWrapper) -> sqlite3.Connection | KeptRows:
    if connection.vendor != "sqlite":
        return KeptRows.of(connection)
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(memory)
    return memory


def _put_back(connection: BaseDatabaseWrapper, copy: sqlite3.Connection | KeptRows) -> None:
    if isinstance(copy, KeptRows):
        copy.put_back()
        return
    connection.ensure_connection()
    copy.backup(connection.connection)


def pytest_configure() -> None:
    TransactionTestCase._fixture_setup = classmethod(_remember)
    TransactionTestCase._fixture_teardown = _restore


def pytest_unconfigure() -> None:
    for copy in _as_found.values():
        if isinstance(copy, sqlite3.Connection):
            copy.close()
