"""The site in processes of its own while its servers, private ones, stand still, die and return."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.source import ROOT

pytestmark = [
    pytest.mark.services,
    pytest.mark.enable_socket,
    # The servers are known by their number: the objects that started them are let go.
    pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning"),
]

TYPED = "je-dors-dehors"
PAGE = "/recherche/"
FIRST_PORT = 28_400
# What /readyz promises, and a moment for a busy machine.
SOON = 2.5


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    seconds: float

    @property
    def checks(self) -> dict[str, str]:
        found = json.loads(self.text)["checks"]
        return {name: check["state"] for name, check in found.items()}


class Server:
    """One of our own: `scripts/servers` knows how to start it."""

    def __init__(self, kind: Any, folder: Path) -> None:
        self.kind = kind
        self.running = kind.launch(folder)
        kind.wait(self.running)

    @property
    def address(self) -> str:
        return str(self.kind.address(self.running))

    def signal(self, sign: signal.Signals) -> None:
        """To the server and to those it started."""
        pid = self.running.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
        for each in (pid, *map(int, children)):
            os.kill(each, sign)

    def die(self) -> None:
        self.signal(signal.SIGKILL)
        os.waitpid(self.running.pid, 0)

    def come_back(self) -> None:
        """On the same port, with what it had."""
        folder = Path(self.running.folder)
        (folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        again = self.kind.relaunch(folder, self.running.port, self.running.password)
        self.running = again
        self.kind.wait(again)


@dataclass
class Site:
    environment: dict[str, str]
    database: Server
    redis: Server
    log: Path
    port: int

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def ask(self, path: str, **headers: str) -> Answer:
        began = time.monotonic()
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        return Answer(answer.status, dict(answer.headers), text, time.monotonic() - began)

    def ready(self) -> Answer:
        """Not as it was a second ago."""
        time.sleep(1.1)
        return self.ask("/readyz")

    def until_ready(self) -> None:
        deadline = time.monotonic() + 30
        while self.ready().status != 200:
            assert time.monotonic() < deadline, "the site never was ready again"


@pytest.fixture(scope="module")
def kinds() -> Iterator[tuple[Any, Any]]:
    """PostgreSQL as in production, since it will be killed; Redis."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        postgres = import_module("servers.postgresql").Postgres(settings={})
        yield postgres, import_module("servers.redis").Redis()
    finally:
        sys.path.remove(str(ROOT / "scripts"))


@pytest.fixture(scope="module")
def site(kinds, tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("servers")
    database = Server(kinds[0], folder)
    redis = Server(kinds[1], folder)
    try:
        environment = production(folder, database, redis)
        port = import_module("servers.processes").free_port(FIRST_PORT)
        made = Site(environment, database, redis, folder / "pages.log", port)
        for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
            done = made.manage(*command)
            assert done.returncode == 0, done.stderr
        with serving(made):
            yield made
            # Tests come in any order: this is after them all.
            look_at_what_was_written(made)
    finally:
        for server in (database, redis):
            server.kind.stop(server.running)


def production(folder: Path, database: Server, redis: Server) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
        "SECRET_KEY": "of-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz",
        "SITE_URL": "http://127.0.0.1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "false",
        "DATABASE_URL": database.address,
        "REDIS_URL": redis.address,
        "VAR_DIR": str(folder / "var"),
        "ELASTICSEARCH_URL": "",
    }


class serving:  # noqa: N801 read as a sentence
    """gunicorn as in the guide, until the end; what it says is kept."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def __enter__(self) -> None:
        command = [
            "-m",
            "gunicorn",
            "config.wsgi",
            f"--bind=127.0.0.1:{self._site.port}",
            "--threads=4",
        ]
        with self._site.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self._site.environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                self._site.ask("/healthz")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(self._site.log.read_text(encoding="utf-8"))

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        self._process.wait(30)


def test_all_is_there(site) -> None:
    answer = site.ready()
    assert answer.status == 200
    assert answer.checks == {**dict.fromkeys(answer.checks, "ok"), "worker": "degraded"}
    assert site.ask(PAGE).status == 200
    doctor = site.manage("doctor")
    assert "redis: Redis 7." in doctor.stdout
    assert "database_server: PostgreSQL 15" in doctor.stdout
    assert site.database.running.password not in doctor.stdout


def test_redis_stands_still(site) -> None:
    site.redis.signal(signal.SIGSTOP)
    try:
        answer = site.ready()
        assert (answer.status, answer.checks["cache"]) == (200, "degraded")
        assert answer.checks["channel_layer"] == "degraded"
        assert answer.seconds < SOON
        page = site.ask(PAGE)
        assert page.status == 200
        assert page.seconds < 5
    finally:
        site.redis.signal(signal.SIGCONT)
    site.until_ready()


def test_redis_dies_and_returns(site) -> None:
    site.redis.die()
    answer = site.ready()
    assert (answer.status, answer.checks["cache"]) == (200, "degraded")
    assert answer.checks["channel_layer"] == "degraded"
    assert answer.seconds < SOON
    pages = [site.ask(PAGE) for _ in range(3)]
    assert {page.status for page in pages} == {200}
    assert max(page.seconds for page in pages) < SOON
    doctor = site.manage("doctor")
    assert "degraded  redis: ConnectionError -> start Redis or Valkey" in doctor.stdout
    site.redis.come_back()
    assert site.ready().checks["cache"] == "ok"


def test_the_database_stands_still(site) -> None:
    site.database.signal(signal.SIGSTOP)
    try:
        answer = site.ready()
        assert (answer.status, answer.checks["database"]) == (503, "down")
        assert answer.seconds < SOON
        well = site.ask("/healthz")
        assert (well.status, well.text) == (200, "ok")
        assert well.seconds < 1
    finally:
        site.database.signal(signal.SIGCONT)
    site.until_ready()


def test_the_database_dies_and_returns(site) -> None:
    site.database.die()
    answer = site.ready()
    assert (answer.status, answer.checks["database"]) == (503, "down")
    assert answer.seconds < SOON
    assert site.ask("/healthz").status == 200
    for path in ("/", "/besoins/", "/nulle-part/", "/compte/login/"):
        page = site.ask(path)
        assert (page.status, page.headers["Retry-After"]) == (503, "30")
        assert "Le site s’absente un instant" in page.text
        assert page.seconds < SOON
    doctor = site.manage("doctor")
    assert doctor.returncode == 1
    assert "missing   database: OperationalError -> start it (apt-get install" in doctor.stdout
    assert "127.0.0.1" not in doctor.stdout
    site.database.come_back()
    site.until_ready()
    assert site.ask("/besoins/").status == 200


def look_at_what_was_written(site: Site) -> None:
    """Each line is one of JSON, none says what was asked, typed or sent."""
    site.ask(f"/flux/{TYPED}/?q={TYPED}", **{"X-Request-ID": "seen-1", "User-Agent": TYPED})
    site.ask(f"/{TYPED}?q={TYPED}")
    with socket.create_connection(("127.0.0.1", site.port), 10) as raw:
        raw.sendall(f"GET /{TYPED}\r\n\r\n".encode())
        raw.recv(1000)
    time.sleep(0.3)
    text = site.log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    (seen,) = [line for line in lines if line.get("request") == "seen-1"]
    assert (seen["route"], seen["status"]) == ("flux/<str:token>/", 404)
    assert any(line["message"] == "Invalid request" for line in lines)
    failures = [line["error"] for line in lines if "error" in line]
    assert ["django.db.utils.OperationalError", "psycopg.OperationalError"] in failures
    assert TYPED not in text
    assert site.database.running.password not in text
    assert site.redis.running.password not in text
