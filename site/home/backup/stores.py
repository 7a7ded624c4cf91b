"""The databases that can be backed up, each by its own tools."""

from pathlib import Path
from typing import Protocol

from django.db import connection

from home.backup.contents import Contents
from home.backup.postgresql import PostgresStore
from home.backup.sqlite import SqliteStore


class Store(Protocol):
    file_name: str

    def save(self, path: Path) -> Contents:
        """Write all of it to the file, as it is at one moment, while people write."""

    def is_empty(self) -> bool: ...

    def put_back(self, path: Path) -> None:
        """Into an empty database: all of it or nothing."""

    def contents(self) -> Contents: ...


STORES: dict[str, type[Store]] = {"sqlite": SqliteStore, "postgresql": PostgresStore}


def store() -> Store:
    return STORES[connection.vendor]()
