"""Elasticsearch in front of the test database, followed at each question as the worker does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from search.engines import current
from search.engines.elasticsearch import client, opening
from search.engines.elasticsearch.engine import ElasticsearchServer
from search.engines.elasticsearch.mapping import all_names
from search.engines.outside import ServedOutside
from search.following import follow
from tests.search.in_front import put_in_front


class FollowedServer(ElasticsearchServer):
    """Holds what was published as soon as it is asked."""

    def snapshot(self) -> Any:
        self.catch_up()
        return super().snapshot()

    def known_words(self, words: Any) -> set[str]:
        self.catch_up()
        return super().known_words(words)

    def catch_up(self) -> None:
        follow(self)
        self.refresh()
        opening.forget()


class WithoutBreaker(ServedOutside):
    """What the server refuses is seen, rather than covered by the database's answer."""

    def either(self, served: Any, instead: Any) -> Any:
        return served()


@contextmanager
def served_by(settings: Any, monkeypatch: Any, nodes: list[str]) -> Iterator[FollowedServer]:
    """The site's engine is Elasticsearch's, with an index of its own."""
    settings.ELASTICSEARCH_NODES = nodes
    settings.ELASTICSEARCH_INDEX = "maillage-test"
    client.forget()
    server = FollowedServer()
    outside = WithoutBreaker(server, current._database())
    put_in_front(outside, monkeypatch)
    drop_indexes()
    server.build()
    yield server
    drop_indexes()
    client.forget()


def drop_indexes() -> None:
    indices = client.patient_client().indices
    if names := list(indices.get(index=all_names()).body):
        indices.delete(index=names)
