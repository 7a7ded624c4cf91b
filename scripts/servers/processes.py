"""Processes that run as somebody unprivileged, told apart from later ones of the same number."""

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

LAST_PORT = 32767
STOP_SECONDS = 20


@dataclass(frozen=True)
class Running:
    """A server that was started here; `born` tells it from a later process of the same id."""

    pid: int
    born: str
    port: int
    password: str
    folder: str

    @property
    def is_there(self) -> bool:
        return birth(self.pid) == self.born


def birth(pid: int) -> str:
    """When the process started, in clock ticks since boot; empty when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def owner_among(users: tuple[str, ...]) -> str | None:
    """The unprivileged user to run as, when we are root; None: whoever we are."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(user for user in users if user in known)


def started_as(
    owner: str | None, arguments: list[str], log: Path, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    """A leader of a group of its own, so that its children end with it."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments,
            user=owner,
            group=pwd.getpwnam(owner).pw_gid if owner else None,
            extra_groups=[] if owner else None,
            cwd="/",
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    # Told apart by its number from now on.
    _started[process.pid] = process
    return process


_started: dict[int, subprocess.Popen[bytes]] = {}


def run_as(owner: str | None, arguments: list[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        arguments,
        user=owner,
        group=pwd.getpwnam(owner).pw_gid if owner else None,
        extra_groups=[] if owner else None,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )


def place_of(base: Path, name: str, owner: str | None) -> Path:
    """There, or where the system keeps what is temporary when the owner cannot enter there."""
    base.mkdir(parents=True, exist_ok=True)
    if owner and run_as(owner, ["test", "-x", str(base)]).returncode:
        digest = hashlib.sha256(str(base).encode()).hexdigest()[:12]
        base = Path(tempfile.gettempdir()) / f"maillage-services-{digest}"
        base.mkdir(mode=0o755, exist_ok=True)
    return base / name


def new_folder(base: Path, name: str, owner: str | None) -> Path:
    """A new empty folder of the owner's."""
    folder = place_of(base, name, owner)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    if owner:
        shutil.chown(folder, owner, pwd.getpwnam(owner).pw_gid)
    return folder


def give_to_owner(path: Path, folder: Path) -> None:
    """Let a file be of whoever owns the folder, and of nobody else."""
    shutil.chown(path, folder.stat().st_uid, folder.stat().st_gid)
    path.chmod(0o600)


def free_port(first: int) -> int:
    for port in range(first, LAST_PORT):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise SystemExit(f"No free port between {first} and {LAST_PORT}.")


def end(running: Running, sign: signal.Signals) -> None:
    """Ask it to stop; after STOP_SECONDS kill it, with all it started."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(running.pid, sign)
    if not gone_within(running, STOP_SECONDS):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        gone_within(running, STOP_SECONDS)
    if process := _started.pop(running.pid, None):
        process.wait()


def gone_within(running: Running, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while running.is_there:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
