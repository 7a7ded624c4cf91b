"""Sites in databases and folders of their own, on which commands run in processes of their own."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from django.db import connection
from psycopg import sql

from tests.config.processes import ROOT

SECONDS = 120
Rows = dict[str, Counter[str]]


@dataclass(frozen=True)
class Site:
    url: str
    folder: Path

    def manage(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "DATABASE_URL": self.url,
            "VAR_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "LANGUAGE_CODE": "en",
        }
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def rows(self) -> Rows:
        """Every row of every table, read without anything of the site's."""
        return rows_of_postgresql(self.url) if "postgres" in self.url else rows_of_sqlite(self.url)

    def execute(self, statement: str) -> None:
        if "postgres" in self.url:
            with psycopg.connect(self.url) as database:
                database.execute(statement)
        else:
            with closing(sqlite3.connect(path_of(self.url))) as database, database:
                database.execute(statement)


def path_of(url: str) -> str:
    return url.removeprefix("sqlite:///")


def rows_of_sqlite(url: str) -> Rows:
    names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    with closing(sqlite3.connect(path_of(url))) as database:
        return {
            name: Counter(map(repr, database.execute(f'SELECT * FROM "{name}"')))  # noqa: S608 our own tables
            for (name,) in database.execute(names).fetchall()
        }


def rows_of_postgresql(url: str) -> Rows:
    names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with psycopg.connect(url) as database:
        return {
            name: Counter(map(repr, database.execute(sql.SQL("TABLE {}").format(table))))
            for (name,) in database.execute(names).fetchall()
            for table in [sql.Identifier(name)]
        }


def this_site(folder: Path) -> Site:
    """That of the test, whose transactions are really committed."""
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        return Site(f"sqlite:///{said['NAME']}", folder)
    return Site(url_of(said["NAME"]), folder)


def url_of(database: str) -> str:
    said = connection.settings_dict
    login = f"{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}"
    return f"postgres://{login}/{database}"


@contextmanager
def empty_site(folder: Path) -> Iterator[Site]:
    if connection.vendor == "sqlite":
        yield Site(f"sqlite:///{folder / 'new.sqlite3'}", folder)
        return
    name = f"new_{uuid4().hex}"
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield Site(url_of(name), folder)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
