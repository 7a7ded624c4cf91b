"""The engine of this site: that of its database, behind a server when there is one."""

from functools import cache

from django.conf import settings
from django.db import connection

from search.engines.base import SearchEngine
from search.engines.outside import ServedOutside
from search.engines.postgres import PostgresEngine
from search.engines.sqlite import SqliteEngine

ENGINES: dict[str, type[SearchEngine]] = {"sqlite": SqliteEngine, "postgresql": PostgresEngine}


def engine() -> SearchEngine:
    return served() or _database()


@cache
def served() -> ServedOutside | None:
    """None on a site without Elasticsearch, which then does not load its library."""
    if not settings.ELASTICSEARCH_NODES:
        return None
    from search.engines.elasticsearch.engine import ElasticsearchServer

    return ServedOutside(ElasticsearchServer(), _database())


@cache
def _database() -> SearchEngine:
    return ENGINES[connection.vendor]()
