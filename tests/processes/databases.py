"""Databases of a site's own, copied whole from that of the tests, and Django looking at them."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote

import psycopg
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.at_once import need_postgresql

_WHERE = ("HOST", "PORT", "USER", "PASSWORD", "NAME")


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that answers, and who may do everything there."""

    host: str
    port: int
    user: str
    password: str

    @classmethod
    def of_the_tests(cls) -> Self:
        need_postgresql()
        where = connection.settings_dict
        return cls(where["HOST"], int(where["PORT"]), where["USER"], where["PASSWORD"])

    def url(self, name: str) -> str:
        login = f"{quote(self.user)}:{quote(self.password)}"
        return f"postgres://{login}@{self.host}:{self.port}/{name}"

    def run(self, statement: str, *, on: str = "postgres") -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url(on), autocommit=True) as asked:
            done = asked.execute(statement)
            return done.fetchall() if done.description else []

    def copy(self, name: str, *, template: str) -> None:
        """Nobody may be connected to the template meanwhile."""
        self.drop(name)
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def fill(self, name: str, *, source: str, programs: str) -> None:
        """A new database with what another server's holds."""
        self.run(f'CREATE DATABASE "{name}"')
        dump = [f"{programs}/pg_dump", "--no-owner", "--no-privileges", f"--dbname={source}"]
        load = [f"{programs}/psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"]
        load.append(f"--dbname={self.url(name)}")
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumped:
            subprocess.run(load, stdin=dumped.stdout, stdout=subprocess.DEVNULL, check=True)
        assert dumped.returncode == 0


@contextmanager
def looking_at(server: Server, name: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django's connections of this process, those of its threads too, on that database."""
    where = connection.settings_dict
    before = {key: where[key] for key in _WHERE}
    connection.close()
    values = (server.host, server.port, server.user, server.password, name)
    where.update(zip(_WHERE, values, strict=True))
    try:
        with blocker.unblock():
            yield
    finally:
        connection.close()
        where.update(before)


def name_for(what: str) -> str:
    return f"{what}_{os.getpid()}"
