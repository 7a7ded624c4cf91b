"""The processes of a site as they run in production: pages, sockets, workers."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.source import ROOT

SECONDS = 60
_TAIL = 4_000


def until(
    happened: Callable[[], object], otherwise: str | Callable[[], str], *, seconds: float = SECONDS
) -> None:
    """Ask again until it is so; what is said when it never is may be found out then."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() >= deadline:
            pytest.fail(otherwise if isinstance(otherwise, str) else otherwise())
        time.sleep(0.05)


class Process:
    """One command, what it says kept in a file of its own."""

    def __init__(self, name: str, arguments: list[str], place: "Place") -> None:
        self.name = name
        self.log = place.folder / f"{name}.log"
        self._said_before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                # PostgreSQL tells by it who waits for whom.
                env={**place.environment, "PGAPPNAME": name},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def children(self) -> list[int]:
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in path.read_text().split()] if path.exists() else []

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def says(self, pattern: str) -> re.Match[str]:
        """Once its log holds this."""
        found: list[re.Match[str]] = []

        def said() -> bool:
            assert self.is_running, f"{self.name} ended:\n{self.text[-_TAIL:]}"
            if match := re.search(pattern, self.text):
                found.append(match)
            return bool(found)

        until(said, f"{self.name} never said {pattern}")
        return found[0]

    @property
    def text(self) -> str:
        return self.log.read_bytes()[self._said_before :].decode(errors="replace")

    def wait(self) -> int:
        """For a command that ends by itself: its exit code."""
        return self._process.wait(SECONDS)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(SECONDS)

    def ask_to_stop(self) -> None:
        """Its children first set going again."""
        for pid in [*self.children, self.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        self._process.terminate()

    def stop(self) -> None:
        """Politely; SIGKILL when that takes too long."""
        self.ask_to_stop()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            for pid in self.children:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.kill()


@dataclass(frozen=True)
class Place:
    """Where the processes of one site keep what they say, and the variables they all get."""

    folder: Path
    environment: dict[str, str]


@dataclass
class Site:
    """`pages` is gunicorn's master: its children serve."""

    place: Place
    port: int = 0
    sockets_port: int = 0
    running: dict[str, Process] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> Process:
        """A process of that name, in place of the one that bore it."""
        self.running[name] = Process(name, list(arguments), self.place)
        return self.running[name]

    def start_pages(self, *, workers: int = 2, threads: int = 2) -> Process:
        """They answer once they are up: a connection waits for them."""
        self.port = self.port or free_port()
        said = [f"--workers={workers}", f"--threads={threads}", f"--bind=127.0.0.1:{self.port}"]
        said += ["--config=python:config.forking", "--no-control-socket"]
        pages = self.start("pages", "-m", "gunicorn", "config.wsgi", *said)
        until(lambda: len(self.serving) == workers, "gunicorn did not start its processes")
        return pages

    def start_sockets(self) -> Process:
        self.sockets_port = self.sockets_port or free_port()
        address = f"127.0.0.1:{self.sockets_port}"
        return self.start("sockets", "manage.py", "sockets", address, "--skip-checks")

    def start_worker(self, name: str = "worker") -> Process:
        return self.start(name, "manage.py", "worker", "--skip-checks")

    def manage(self, *arguments: str) -> int:
        """A command that ends by itself, with the variables of the site: its exit code."""
        command = Process("command", ["manage.py", *arguments], self.place)
        try:
            return command.wait()
        finally:
            command.stop()

    def wait(self) -> None:
        """Until all that was started answers."""
        for name, process in self.running.items():
            if name == "sockets":
                process.says(r":\d+/")
            elif name != "pages":
                process.says("Ctrl-C")
        until(lambda: answers(self.port), "no page answers")

    @property
    def serving(self) -> list[int]:
        """The processes that answer for the pages."""
        return self.running["pages"].children

    @contextmanager
    def only(self, pid: int) -> Iterator[None]:
        """The others of those that serve pages stand still: whatever answers is this one."""
        others = [one for one in self.serving if one != pid]
        for other in others:
            stand_still(other)
        try:
            yield
        finally:
            for other in others:
                with suppress(ProcessLookupError):
                    os.kill(other, signal.SIGCONT)

    def stop(self) -> None:
        for process in self.running.values():
            process.ask_to_stop()
        for process in self.running.values():
            process.stop()

    @property
    def logs(self) -> str:
        said = (
            f"--- {path.name}\n{path.read_text(errors='replace')[-_TAIL:]}" for path in self._logs
        )
        return "\n".join(said)

    @property
    def _logs(self) -> list[Path]:
        return sorted(self.place.folder.glob("*.log"))


def answers(port: int) -> bool:
    with suppress(OSError), closing(HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as asked:
        asked.request("GET", "/", headers={"X-Forwarded-Proto": "https"})
        return asked.getresponse().status == HTTPStatus.OK
    return False


def kill(pid: int) -> None:
    """SIGKILL, and wait until it is gone."""
    born = birth(pid)
    os.kill(pid, signal.SIGKILL)
    until(lambda: birth(pid) != born, f"{pid} outlives SIGKILL")


def birth(pid: int) -> str:
    """When the process started; empty when it is gone, or waits to be buried."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return ""
    return "" if state == "Z" else fields[18]


def stand_still(pid: int) -> None:
    """SIGSTOP, and wait until it does."""
    os.kill(pid, signal.SIGSTOP)
    state = Path(f"/proc/{pid}/stat")
    until(lambda: state.read_text().rpartition(") ")[2].startswith("T"), f"{pid} goes on")
