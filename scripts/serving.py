"""What the benches over HTTP share: a site with the load set, served and measured."""

import contextlib
import hashlib
import json
import os
import random
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("MAILLAGE_SHARED", ROOT.parent / "shared"))
BENCH = Path(os.environ.get("VAR_DIR", ROOT / "var")) / "bench"

START_SECONDS = 120
# What an answer costs is told best by one process.
ALONE = ("--workers=1", "--threads=4")
# As the deploy guide says for two processors.
WORKERS = 4
SPREAD = (
    f"--workers={WORKERS}",
    "--worker-class=gthread",
    "--threads=1",
    "--worker-connections=1",
    "--keep-alive=0",
    "--config=python:config.forking",
)
HELLO = "/bench/hello"
SERVERS = ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL")
SEARCH_SERVER = "search"


@dataclass(frozen=True)
class Site:
    """`folder` keeps the load set and the figures; `pids`, the files that name measured trees."""

    folder: Path
    services: int
    environment: dict[str, str]

    @property
    def vendor(self) -> str:
        return self.environment["DATABASE_URL"].partition(":")[0]

    @property
    def is_sqlite(self) -> bool:
        return self.vendor == "sqlite"

    @property
    def node(self) -> str:
        """The address of the search server, when there is one."""
        return self.environment.get("ELASTICSEARCH_URL", "")

    @property
    def engine(self) -> str:
        return "elasticsearch" if self.node else self.vendor

    @property
    def pids(self) -> list[Path]:
        """Of the web server, and of the database and the search server that are processes of their
        own."""
        names = ["server"]
        names += [] if self.is_sqlite else ["database"]
        names += [SEARCH_SERVER] if self.node else []
        return [self.folder / f"{name}.pid" for name in names]

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=False)
        # Rows that an import refuses are no failure.
        if done.returncode and (arguments[0], done.returncode) != ("import_offers", 1):
            raise SystemExit(f"manage.py {arguments[0]} ended with {done.returncode}.")

    def told(self, *arguments: str) -> str:
        """What a command prints."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout


def site_of(services: int, servers: Mapping[str, str] | None = None) -> Site:
    """`servers`: their addresses by variable, those of the environment by default."""
    found = os.environ if servers is None else servers
    addresses = {name: found[name] for name in SERVERS if name in found}
    asked = addresses.get("DATABASE_URL", "")
    folder = BENCH / f"search-{services}{'-postgres' if asked.startswith('postgres') else ''}"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **{name: value for name, value in os.environ.items() if name not in SERVERS},
        **addresses,
        "DATABASE_URL": asked or f"sqlite:///{folder / 'site.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.bench",
        "PYTHONPATH": os.pathsep.join(
            [str(ROOT / "site"), str(ROOT), os.environ.get("PYTHONPATH", "")]
        ),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "VAR_DIR": str(folder),
    }
    return Site(folder, services, environment)


def prepare(site: Site, structures: int) -> None:
    """The load set in the database, unless this very database has it."""
    stamp = site.folder / "imported"
    database = database_of(site)
    filled = stamp.read_text().split() if stamp.exists() else []
    site.manage("migrate", "-v0")
    site.manage("collectstatic", "--noinput", "-v0")
    if database not in filled:
        loadset = [sys.executable, str(SHARED / "tools" / "loadset.py"), str(site.folder)]
        counts = [f"--services={site.services}", f"--structures={structures}"]
        subprocess.run([*loadset, *counts], check=True)
        site.manage("prepare", "fr")
        files = [f"--{kind}={site.folder / f'{kind}.jsonl'}" for kind in ("structures", "services")]
        site.manage("import_offers", *files)
        stamp.write_text("\n".join([*filled, database]))


def database_of(site: Site) -> str:
    """A server that was stopped may come back on another port; its password tells which it is."""
    address = re.sub(r"(@[^/:]+):\d+/", r"\1/", site.environment["DATABASE_URL"])
    return hashlib.sha256(address.encode()).hexdigest()


@contextlib.contextmanager
def served(site: Site, processes: Sequence[str] = ALONE) -> Iterator[str]:
    """The address of the site while it runs; what its processes are is written in `site.pids`."""
    port = free_port()
    address = f"127.0.0.1:{port}"
    log = site.folder / "server.log"
    command = [str(Path(sys.executable).with_name("gunicorn")), "config.wsgi", f"--bind={address}"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, *processes, "--log-level=warning", f"--pid={site.pids[0]}"],
            cwd=ROOT,
            env=site.environment,
            stdout=output,
            stderr=output,
        )
    if not site.is_sqlite:
        site.pids[1].write_text(str(postmaster(site)))
    if site.node:
        site.pids[-1].write_text(str(search_process(site)))
    try:
        wait_for(("127.0.0.1", port), server, log)
        yield f"http://{address}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=START_SECONDS)


def free_port() -> int:
    """Below those that the system gives to outgoing connections."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
    raise SystemExit("No free port between 20000 and 32000.")


def wait_for(address: tuple[str, int], server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(address, timeout=5):
            return
        time.sleep(0.2)
    raise SystemExit(f"The site did not start; see {log}")


def postmaster(site: Site) -> int:
    """The parent of the process that serves a connection to PostgreSQL on this machine."""
    import psycopg

    with psycopg.connect(site.environment["DATABASE_URL"]) as connection:
        stat = Path(f"/proc/{connection.info.backend_pid}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[1])


def search_process(site: Site) -> int:
    # Our own server, as the operator names it.
    with urllib.request.urlopen(f"{site.node}/_nodes/_local/process", timeout=10) as answer:  # noqa: S310
        [node] = json.load(answer)["nodes"].values()
    return int(node["process"]["id"])


@dataclass(frozen=True)
class Load:
    site: Site
    seconds: int

    def run(
        self,
        name: str,
        target: str | Path,
        at_once: int,
        *,
        cookie: str = "",
        known: str = "",
    ) -> dict[str, Any]:
        """What the load generator found; `cpu`: milliseconds a request, the database's too, the
        search server's told apart. `cookie` signs every request in; `known` is the version of the
        page that readers have."""
        measured = [argument for pid in self.site.pids for argument in ("-P", str(pid))]
        tool = [sys.executable, str(SHARED / "tools" / "http_bench.py"), name, str(target), "-L"]
        options = ["-c", str(at_once), "-d", str(self.seconds), *measured]
        options += ["-H", f"Cookie: {cookie}"] if cookie else []
        options += ["-H", f"If-None-Match: {known}"] if known else []
        done = subprocess.run([*tool, *options], stdout=subprocess.PIPE, text=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout)
        if not set(found["status"]) <= {"304" if known else "200"}:
            raise SystemExit(f"{name}: unexpected answers, {found['status']}")
        spent = dict(zip(self.site.pids, found["cpu_ms_per_req"].values(), strict=True))
        found["search_cpu"] = sum(cpu for pid, cpu in spent.items() if pid.stem == SEARCH_SERVER)
        found["cpu"] = sum(spent.values()) - found["search_cpu"]
        print(
            f"{name:12} c={at_once}  {found['cpu']:7.2f} ms CPU  {found['rps']:7.1f}/s  "
            f"p50 {found['p50']:6.1f}  p95 {found['p95']:6.1f} ms  {found['n']} answers"
        )
        return found


def is_noisy(before: float, after: float) -> bool:
    return abs(before - after) > 0.3 * (before + after) / 2


def warn_if_noisy(before: float, after: float) -> None:
    if is_noisy(before, after):
        print("The machine changed meanwhile: the ratio is not to be trusted, measure again.")
