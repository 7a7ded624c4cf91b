"""What connections may take: people get an answer or an excuse, commands have time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus

import psycopg
import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from config.postgresql import limits
from home.management.commands.migrate import waiting_shortly
from tests.at_once import need_postgresql
from tests.config.processes import ROOT
from tests.home.backup.sites import this_site, url_of

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _needs_postgresql():
    need_postgresql()


@pytest.fixture
def serving(monkeypatch) -> Iterator[None]:
    """As in a process that serves people, who wait a second."""
    monkeypatch.setattr(limits, "_people", True)
    monkeypatch.setitem(connection.settings_dict, "ANSWERS_WITHIN", 1)
    connection.close()
    yield
    connection.close()


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return cursor.fetchone()[0]


def test_who_serves_people_answers_in_time(serving):
    assert [shown("statement_timeout"), shown("jit")] == ["1s", "off"]
    assert shown("idle_in_transaction_session_timeout") == "1min"
    with pytest.raises(OperationalError, match="statement timeout"), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(10)")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("import config.wsgi", ["7s", "1min", "off"]),
        ("import config.asgi", ["7s", "1min", "off"]),
        ("import django; django.setup()", ["0", "0", "off"]),
    ],
)
def test_entries_of_people_and_commands_differ(said, expected):
    names = ["statement_timeout", "idle_in_transaction_session_timeout", "jit"]
    asked = f"""{said}
from django.db import connection
cursor = connection.cursor()
for name in {names}:
    cursor.execute("SELECT current_setting(%s)", [name])
    print(cursor.fetchone()[0])
"""
    environment = {
        **os.environ,
        "DATABASE_URL": url_of(connection.settings_dict["NAME"]),
        "DATABASE_STATEMENT_TIMEOUT": "7",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
    }
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == expected


@contextmanager
def kept_from(table: str) -> Iterator[None]:
    """Somebody holds the table, and whoever reads it waits."""
    with closing(psycopg.connect(url_of(connection.settings_dict["NAME"]))) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.fixture
def reader(client, offer):
    client.raise_request_exception = False
    return client


def test_a_page_that_takes_too_long_says_so(serving, reader, offer):
    address = offer.get_absolute_url()
    with kept_from("offers_publicoffer"):
        response = reader.get(address)
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response["Retry-After"]
    assert reader.get(address).status_code == HTTPStatus.OK


def test_a_search_that_takes_too_long_is_an_outage_and_not_no_result(serving, reader):
    with kept_from("search_searchdocument, search_named"):
        sent = reader.post(reverse("search:results"), {"probleme": "voiture", "lieu": "Rodez"})
        response = (
            reader.get(sent["Location"]) if sent.status_code == HTTPStatus.SEE_OTHER else sent
        )
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert reverse("offers:needs") in response.content.decode()


def test_somebody_signed_in_gets_the_same_excuse(serving, reader, cast):
    """The question that fails is one of the middlewares, before any view."""
    reader.force_login(cast.animator)
    with kept_from("django_session"):
        response = reader.get(reverse("home:me"))
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_a_pool_shares_few_connections_among_many_threads():
    """Twelve threads that each ask ten times, and two connections."""
    asked = """
import threading
import django
django.setup()
from django.db import close_old_connections, connection
seen = set()
def ask():
    for _ in range(10):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            seen.add(cursor.fetchone()[0])
        assert connection.connection.prepared_max == 500
        close_old_connections()
threads = [threading.Thread(target=ask) for _ in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(seen))
connection.close_pool()
"""
    environment = {
        **os.environ,
        "DATABASE_URL": url_of(connection.settings_dict["NAME"]),
        "DATABASE_POOL": "2",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
    }
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert int(done.stdout) <= 2, done.stderr


def test_a_migration_that_waits_for_a_table_gives_up(settings):
    settings.MIGRATION_LOCK_TIMEOUT = 1
    alter = "ALTER TABLE offers_publicoffer {} COLUMN more"
    with waiting_shortly("default"), connection.cursor() as cursor:
        with kept_from("offers_publicoffer"), pytest.raises(OperationalError, match="lock timeout"):
            cursor.execute(alter.format("ADD") + " text")
        cursor.execute(alter.format("ADD") + " text")
        cursor.execute(alter.format("DROP"))
    assert shown("lock_timeout") == "0"


@pytest.mark.long
def test_migrate_itself_gives_up(tmp_path):
    """With nothing to apply, it still reads what kinds of rows there are."""
    with kept_from("django_content_type"):
        done = this_site(tmp_path).manage("migrate")
    assert done.returncode == 1
    assert "lock timeout" in done.stderr
