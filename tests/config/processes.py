"""Our commands in processes of their own, on a copy of the test database."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[2]
SECONDS = 60


def copy_of_the_database(folder: Path) -> Path:
    """Only outside a transaction: SQLite would wait for its end for ever."""
    connection.ensure_connection()
    path = folder / "copy.sqlite3"
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
    return path


@contextmanager
def running(database: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`manage.py` with these arguments, ended at the end whatever happens."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "VAR_DIR": str(database.parent),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments, "--skip-checks"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def has_finished_a_job(database: Path) -> bool:
    query = "SELECT 1 FROM journal_jobrun WHERE last_finished_at IS NOT NULL"
    with closing(sqlite3.connect(database, timeout=20)) as copy:
        return copy.execute(query).fetchone() is not None


def eventually(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)
