"""Web sockets on the port of the pages, by `serve`, and alone, by `sockets`."""

import re
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from tests.config.processes import copy_of_the_database, running
from tests.websocket import Closed, Refused, WebSocket, cookie_of

pytestmark = [pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]

PATH = "/ws/moderation/"


@contextmanager
def site(folder: Path) -> Iterator[Any]:
    """The port, of a site in a process of its own on a copy of the database."""
    database = copy_of_the_database(folder)
    with running(database, "serve", "127.0.0.1:0") as server:
        url = server.stdout.readline().split()[-1]
        yield server, int(re.search(r":(\d+)/", url)[1])


@pytest.fixture
def animator(monkeypatch, cast) -> str:
    """The cookie of somebody signed in; the processes share the key of the tests."""
    monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)
    return cookie_of(cast.animator)


def opened(port: int, cookie: str = "", origin: str = "", path: str = PATH) -> WebSocket:
    headers = {"Origin": origin or f"http://127.0.0.1:{port}"}
    if cookie:
        headers["Cookie"] = cookie
    return WebSocket("127.0.0.1", port, path, headers=headers)


def test_pages_and_sockets_answer_on_one_port(tmp_path, animator):
    if connection.vendor != "sqlite":
        pytest.skip("copies an SQLite file")
    with site(tmp_path) as (server, port):
        with opened(port, animator) as socket:
            assert read(port, "/bench/hello") == 200
            assert read(port, PATH) == 426
            refusals = {
                "a visitor": {},
                "another site": {"cookie": animator, "origin": "https://ailleurs.example"},
                "nowhere": {"cookie": animator, "path": "/ws/rien/"},
            }
            for name, asked in refusals.items():
                with pytest.raises(Refused) as refused:
                    opened(port, **asked)
                assert refused.value.status == 403, name
            socket.say("bonjour")
            with pytest.raises(Closed) as closed:
                socket.hear()
            assert closed.value.code == 4400
        with opened(port, animator):
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=30) == 0


def read(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as page:
            return page.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_alone_they_need_redis_to_hear_anything(settings):
    settings.REDIS_URL = ""
    with pytest.raises(CommandError, match="REDIS_URL"):
        call_command("sockets")
