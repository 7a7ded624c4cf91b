"""The engine of this site: that of its database."""

from functools import cache

from django.db import connection

from search.engines.base import SearchEngine
from search.engines.postgres import PostgresEngine
from search.engines.sqlite import SqliteEngine

ENGINES: dict[str, type[SearchEngine]] = {"sqlite": SqliteEngine, "postgresql": PostgresEngine}


@cache
def engine() -> SearchEngine:
    return ENGINES[connection.vendor]()
