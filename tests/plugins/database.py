"""The test database: migrated and filled with places and words once, then copied at each run.

On SQLite the first run keeps a copy beside the database, named after everything it was made from;
the next runs start from it instead of migrating again (26 s of CPU); elsewhere, no copy.
Tests that flush tables run last, so that they empty nothing under the others.
"""

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
_SOURCES = (
    "*/migrations/*.py",
    "site/*/migrations/*.py",
    "site/home/caching/*.py",
    "requirements/base.txt",
    "offers/data/**/*",
    "offers/vocabulary.py",
    "site/territories/*.py",
    "site/territories/data/**/*",
    "tests/data/places*.csv",
)


def _database() -> Path | None:
    """The test database of this process, named as pytest-django is about to, or already did."""
    name = settings.DATABASES["default"].get("TEST", {}).get("NAME")
    if not name:
        return None
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    return Path(name if not worker or name.endswith(f"_{worker}") else f"{name}_{worker}")


def _kept_copy(database: Path) -> Path:
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return database.with_name(f"test-{digest.hexdigest()[:16]}.sqlite3")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    database = _database()
    if database is None or config.option.create_db:
        return
    database.parent.mkdir(parents=True, exist_ok=True)
    copy = _kept_copy(database)
    config.option.reuse_db = copy.exists()
    if copy.exists():
        for suffix in ("-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(copy, database)


def keep_copy() -> None:
    """Remember the filled database for the next runs, and forget older ones."""
    database = _database()
    if database is None or _kept_copy(database).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for old in database.parent.glob("test-*.sqlite3"):
        old.unlink(missing_ok=True)
    unfinished = database.with_name(f"{database.name}.copy")
    shutil.copyfile(database, unfinished)
    unfinished.replace(_kept_copy(database))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_flushes)


def _flushes(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    asked = mark is not None and bool(mark.kwargs.get("transaction"))
    return asked or "transactional_db" in item.fixturenames or "live_server" in item.fixturenames
