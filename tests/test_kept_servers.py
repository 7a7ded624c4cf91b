"""The servers of `make bench` keep their load sets from one run to the next."""

from importlib import import_module

import psycopg
import pytest

from tests.source import ROOT

pytestmark = [
    pytest.mark.services,
    pytest.mark.enable_socket,
    # The server is known by its number: the object that started it is let go.
    pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning"),
]


@pytest.fixture
def kind(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return import_module("servers.postgresql").Postgres()


def test_a_server_that_was_paused_has_all_it_held(kind, tmp_path):
    first = kind.resume(tmp_path, "kept")
    try:
        kind.wait(first)
        with psycopg.connect(kind.address(first)) as connection:
            connection.execute("create table kept as select 42 as number")
    finally:
        kind.pause(first)
    assert not first.is_there
    again = kind.resume(tmp_path, "kept")
    try:
        kind.wait(again)
        assert again.password == first.password
        with psycopg.connect(kind.address(again)) as connection:
            assert connection.execute("select number from kept").fetchall() == [(42,)]
    finally:
        kind.stop(again)
