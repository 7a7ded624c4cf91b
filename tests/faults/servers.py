"""Servers of our own, to be stopped and killed: PostgreSQL as safe as in production, Redis."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.ports import free_port
from tests.processes.databases import Server
from tests.source import ROOT

sys.path.append(str(ROOT / "scripts"))

from servers.kinds import Kind, program
from servers.postgresql import Postgres
from servers.processes import end, gone_within
from servers.redis import Redis

SECONDS = 60


class OwnServer:
    """One of these kinds, started under a folder; what it holds outlives its falls."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self.kind = kind
        self._running = kind.launch(folder, port=free_port())
        kind.wait(self._running)

    @property
    def url(self) -> str:
        return self.kind.address(self._running)

    @property
    def port(self) -> int:
        return self._running.port

    @property
    def password(self) -> str:
        return self._running.password

    def stop(self) -> None:
        """As its operator would: what is under way is cut short."""
        end(self._running, self.kind.stop_signal)

    def kill(self) -> None:
        """SIGKILL, to it and to all it started."""
        os.killpg(self._running.pid, signal.SIGKILL)
        assert gone_within(self._running, SECONDS)
        with suppress(ChildProcessError):
            os.waitpid(self._running.pid, 0)

    @contextmanager
    def down(self, fall: str) -> Iterator[None]:
        """Meanwhile nobody answers: it was told to `stop`, or it was `kill`ed."""
        {"stop": self.stop, "kill": self.kill}[fall]()
        try:
            yield
        finally:
            self.start()

    def start(self) -> None:
        """On the port it had, with what it held."""
        was = self._running
        self._running = self.kind.relaunch(Path(was.folder), was.port, was.password)
        self.kind.wait(self._running)

    def close(self) -> None:
        self.kind.stop(self._running)
        shutil.rmtree(Path(self._running.folder).parent, ignore_errors=True)


def own_postgres(folder: Path) -> OwnServer:
    """With the server's own settings: what it says is written is on the disk."""
    return OwnServer(Postgres(settings={}), folder)


def own_redis(folder: Path) -> OwnServer:
    return OwnServer(Redis(), folder)


def as_server(postgres: OwnServer) -> Server:
    return Server("127.0.0.1", postgres.port, "maillage", postgres.password)


def programs_folder() -> str:
    found = program("pg_dump")
    assert found, "PostgreSQL's programs are not here"
    return str(Path(found).parent)
