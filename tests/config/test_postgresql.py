"""Connections to PostgreSQL keep their plans, and are found dead before they fail anybody."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections, transaction

from config.postgresql import base

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def checks(monkeypatch) -> Iterator[list[bool]]:
    """What each question whether the connection is still there was answered."""
    asked: list[bool] = []
    is_usable = base.DatabaseWrapper.is_usable

    def counted(self: base.DatabaseWrapper) -> bool:
        asked.append(is_usable(self))
        return asked[-1]

    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", counted)
    connection.close()
    yield asked
    connection.close()


def serve() -> int:
    """A request that asks the database one thing: the process that answered."""
    connections["default"].close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end_process(pid: int) -> None:
    said = connections["default"].get_connection_params()
    known = {name: said[name] for name in ("host", "port", "user", "password", "dbname")}
    with psycopg.connect(**known, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_requests_in_a_row_ask_once_at_most_whether_it_is_there(checks) -> None:
    assert len({serve() for _ in range(20)}) == 1
    assert len(checks) < 2


def test_later_requests_ask_again(checks, monkeypatch) -> None:
    monkeypatch.setattr(base, "ASKED_EVERY", 0)
    assert len({serve() for _ in range(5)}) == 1
    assert len(checks) == 4


def test_a_transaction_that_lasts_longer_is_committed(checks, monkeypatch) -> None:
    serve()
    connections["default"].close_if_unusable_or_obsolete()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        monkeypatch.setattr(base, "ASKED_EVERY", 0)
    assert connection.get_autocommit()
    assert serve()


def test_what_died_is_opened_again_and_nobody_sees_it(checks, monkeypatch) -> None:
    first = serve()
    end_process(first)
    monkeypatch.setattr(base, "ASKED_EVERY", 0)
    assert serve() != first
    assert checks == [False]


def test_a_connection_keeps_the_plans_of_all_that_it_serves(checks) -> None:
    serve()
    assert connection.connection.prepared_max == base.MOST_PLANS
