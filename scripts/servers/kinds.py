"""What every kind of server has: it is found, started in a folder of its own, asked, stopped."""

import os
import secrets
import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path

from servers.processes import (
    Running,
    birth,
    end,
    free_port,
    give_to_owner,
    new_folder,
    owner_among,
    place_of,
    started_as,
)

# Debian keeps PostgreSQL's programs out of the path, one folder a version.
_POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda at: int(at.parent.name))


def program(name: str) -> str | None:
    searched = os.pathsep.join([*map(str, reversed(_POSTGRES)), os.environ.get("PATH", "")])
    return shutil.which(name, path=searched)


class Kind(ABC):
    """`port`: the first one tried. `users`: who it runs as when we are root, the first that there
    is. `variable`: what tells the site its address."""

    name: str
    port: int
    users: tuple[str, ...]
    variable: str
    start_seconds = 60
    stop_signal = signal.SIGINT

    @abstractmethod
    def missing(self) -> list[str]:
        """The Debian packages that would bring what it needs."""

    def fetch(self) -> None:  # noqa: B027 most bring nothing else
        """What no Debian package brings. Raises SystemExit, and says what to do."""

    @abstractmethod
    def prepare(self, folder: Path, port: int, password: str) -> list[str]:
        """What its folder must hold before it starts; the command that starts it."""

    @abstractmethod
    def version(self, running: Running) -> str:
        """The server's own answer over its port; empty while it does not answer."""

    @abstractmethod
    def address(self, running: Running) -> str: ...

    def environment(self, folder: Path) -> dict[str, str]:
        return {}

    @property
    def owner(self) -> str | None:
        return owner_among(self.users)

    def launch(self, base: Path, *, name: str = "", port: int | None = None) -> Running:
        """Begin to start it, under a folder of `base`, on that port or the first free one."""
        folder = new_folder(base, name or self.name, self.owner)
        return self.relaunch(folder, port or free_port(self.port), secrets.token_hex(16))

    def resume(self, base: Path, name: str) -> Running:
        """As `launch`, with all it held when it was last paused; its password says which it is."""
        secret = place_of(base, name, self.owner) / "secret"
        if not secret.exists():
            new_folder(base, name, self.owner)
            secret.write_text(secrets.token_hex(16), encoding="utf-8")
            give_to_owner(secret, secret.parent)
        return self.relaunch(secret.parent, free_port(self.port), secret.read_text("utf-8"))

    def pause(self, running: Running) -> None:
        """Stop it, and keep what it holds."""
        end(running, self.stop_signal)

    def relaunch(self, folder: Path, port: int, password: str) -> Running:
        log = folder.with_suffix(".log")
        command = self.prepare(folder, port, password)
        process = started_as(self.owner, command, log, self.environment(folder))
        return Running(process.pid, birth(process.pid), port, password, str(folder))

    def wait(self, running: Running) -> None:
        """Until it answers. Raises SystemExit when it does not in time, and stops it."""
        deadline = time.monotonic() + self.start_seconds
        while not self.version(running):
            if not running.is_there or time.monotonic() > deadline:
                end(running, self.stop_signal)
                raise SystemExit(f"{self.name} did not start; see {running.folder}.log")
            time.sleep(0.1)

    def stop(self, running: Running) -> None:
        """And forget all it held."""
        end(running, self.stop_signal)
        shutil.rmtree(running.folder, ignore_errors=True)


def install(packages: list[str]) -> None:
    """By apt-get when we are root; else raises SystemExit with the command for who is."""
    command = f"apt-get update && apt-get install --yes {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SystemExit(f"Missing: {', '.join(packages)}. On Debian, as root: {command}")
    # Debian starts a server as it installs it, unless this file says no; ours runs apart.
    policy = Path("/usr/sbin/policy-rc.d")
    is_ours = not policy.exists()
    if is_ours:
        policy.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
        policy.chmod(0o755)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["--yes", "-qq", "-o=Dpkg::Use-Pty=0", "--no-install-recommends"]
    try:
        for arguments in (["update", "-qq"], ["install", *options, *packages]):
            subprocess.run(["apt-get", *arguments], env=quiet, check=True, stdout=2)
    finally:
        if is_ours:
            policy.unlink(missing_ok=True)
