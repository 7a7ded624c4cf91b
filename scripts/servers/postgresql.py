"""PostgreSQL 15, Debian's package."""

import os
import subprocess
from pathlib import Path

from servers.kinds import Kind, program
from servers.processes import Running, give_to_owner, run_as

# What is lost when the machine stops is made again by the tests; those of a server that is killed
# give it its safety back.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres(Kind):
    name = "postgresql"
    port = 15432
    users = ("postgres", "nobody")
    variable = "DATABASE_URL"

    def __init__(self, settings: dict[str, str] | None = None) -> None:
        self.settings = FAST if settings is None else settings

    def missing(self) -> list[str]:
        return [] if program("postgres") else ["postgresql"]

    def prepare(self, folder: Path, port: int, password: str) -> list[str]:
        data = folder / "data"
        if not data.exists():
            self._make_cluster(folder, data, password)
        settings = {
            **self.settings,
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [_program("postgres"), "-D", str(data), *options]

    def _make_cluster(self, folder: Path, data: Path, password: str) -> None:
        secret = folder / "password"
        secret.write_text(password, encoding="utf-8")
        give_to_owner(secret, folder)
        options = ["--username=maillage", f"--pwfile={secret}", "--auth=scram-sha-256", "--no-sync"]
        encoding = ["--encoding=UTF8", "--locale=C.UTF-8"]
        initdb = [_program("initdb"), "--pgdata", str(data), *options, *encoding]
        made = run_as(self.owner, initdb)
        secret.unlink()
        if made.returncode:
            raise SystemExit(f"initdb failed:\n{made.stderr.decode()}")

    def version(self, running: Running) -> str:
        answer = subprocess.run(
            [
                _program("psql"),
                *("--no-psqlrc", "--tuples-only", "--no-align", "--host=127.0.0.1"),
                *(f"--port={running.port}", "--username=maillage", "--dbname=postgres"),
                "--command=show server_version",
            ],
            env={**os.environ, "PGPASSWORD": running.password, "PGCONNECT_TIMEOUT": "2"},
            capture_output=True,
            text=True,
            check=False,
        )
        return answer.stdout.strip()

    def address(self, running: Running) -> str:
        login = f"maillage:{running.password}"
        return f"postgres://{login}@127.0.0.1:{running.port}/postgres"


def _program(name: str) -> str:
    found = program(name)
    if found is None:
        raise SystemExit("postgresql is not installed.")
    return found
