"""The site as it runs: pages and sockets in processes of their own, and a Redis between them."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from tests.websocket import WebSocket

ROOT = Path(__file__).parents[3]
SECONDS = 30
PATH = "/ws/moderation/"


@contextmanager
def running(*arguments: str, redis: str) -> Iterator[int]:
    """The port that a command which serves says it listens to, on the database of the tests."""
    where = connection.settings_dict
    login = f"{quote(where['USER'])}:{quote(where['PASSWORD'])}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{login}@{where['HOST']}:{where['PORT']}/{where['NAME']}",
        "REDIS_URL": redis,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments, "127.0.0.1:0", "--skip-checks"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            found = re.search(r":(\d+)/", said)
            assert found, f"manage.py {arguments[0]} did not start"
            yield int(found[1])
        finally:
            process.terminate()


class Redis:
    """One of our own, which may die."""

    def __init__(self) -> None:
        program = shutil.which("redis-server")
        assert program, "make services-test installs it"
        self._program = program
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        said = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--daemonize", "no"]
        self._process = subprocess.Popen([self._program, *said], stdout=subprocess.DEVNULL)
        until(self._answers, "Redis did not start")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(SECONDS)
            self._process = None

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as asked:
            asked.sendall(b"PING\r\n")
            return asked.recv(7).startswith(b"+PONG")
        return False


def until(happened: Callable[[], bool], otherwise: str) -> None:
    """Ask again until it is so."""
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def ear(port: int, cookie: str, *, timeout: float = SECONDS) -> WebSocket:
    headers = {"Origin": f"http://127.0.0.1:{port}", "Cookie": cookie}
    return WebSocket("127.0.0.1", port, PATH, headers=headers, timeout=timeout)


@dataclass
class Browser:
    """Somebody signed in, on the pages of one process."""

    port: int
    cookie: str
    token: str = field(default="", init=False)

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path)

    def post(self, path: str, **form: object) -> tuple[int, str]:
        if not self.token:
            _status, page = self.get("/moderation/")
            found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
            assert found, page[:500]
            self.token = found[1]
        return self._ask("POST", path, urlencode({**form, "csrfmiddlewaretoken": self.token}))

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)) as asked:
            asked.request(method, path, body or None, headers)
            answer = asked.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                if line.startswith("csrftoken="):
                    self.cookie += f"; {line.partition(';')[0]}"
            return answer.status, answer.read().decode()
