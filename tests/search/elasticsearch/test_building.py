"""A new index in the place of the old one, while people search and publish."""

import threading
import time
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from offers.publishing import publish_one
from search.engines.base import EngineError, Query
from search.engines.elasticsearch import building
from search.engines.elasticsearch.client import client, forget
from search.engines.elasticsearch.comparing import differences
from search.engines.elasticsearch.mapping import alias, schema, written
from search.engines.outside import FORGOTTEN_AFTER
from search.following import follow
from search.jobs import follow_at
from tests.factories import CAR, make_offer

pytestmark = [
    pytest.mark.services,
    pytest.mark.enable_socket,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

OFFERS = 60


class People:
    """Some search and one publishes, all the time, until it is over.

    A change that cannot be sent as one index leaves for another is sent again, as the worker does.
    """

    def __init__(self, server: Any, offers: list[Any]) -> None:
        self.server, self.offers = server, offers
        self.over = threading.Event()
        self.failures: list[EngineError] = []
        self.totals: list[int] = []

    def __enter__(self) -> "People":
        works = (self._search, self._search, self._publish)
        self._threads = [threading.Thread(target=work) for work in works]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join()

    def _search(self) -> None:
        while not self.over.is_set():
            try:
                self.totals.append(self.server.search(Query(needs={CAR: 1.0})).total)
            except EngineError as error:
                self.failures.append(error)
        connection.close()

    def _publish(self) -> None:
        for number in count():
            if self.over.is_set():
                break
            offer = self.offers[number % len(self.offers)]
            publish_one(offer=offer, fields={"title": f"Vélo numéro {number}"}, author=None)
            with suppress(EngineError):
                follow(self.server)
        connection.close()


def test_searches_and_writes_go_on_while_it_is_rebuilt(
    server, words, settings, monkeypatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("several threads write")
    monkeypatch.setattr(building, "BATCH", 5)
    settings.ELASTICSEARCH_TIMEOUT = 30  # whatever else the machine does: what fails is refused
    forget()
    offers = [make_offer() for _ in range(OFFERS)]
    follow(server)
    server.refresh()
    before = building.searched()
    with People(server, offers) as people:
        server.build()
        server.build()
    follow(server)
    assert not people.failures
    assert set(people.totals) == {OFFERS}
    assert building.searched() != before
    assert not differences().offer_ids


def test_one_that_was_never_finished_hides_nothing_and_goes(server, offer, monkeypatch) -> None:
    follow(server)
    real = building.send_to

    def killed(*_args: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "LAST_ANSWERS_SECONDS", 0)
    monkeypatch.setattr(building, "send_to", killed)
    with pytest.raises(KeyboardInterrupt):
        server.build()
    other = make_offer()
    follow(server)
    server.refresh()
    assert server.search(Query(needs={CAR: 1.0})).total == 2
    assert len(client().indices.get_alias(name=written()).body) == 2
    monkeypatch.setattr(building, "send_to", real)
    assert server.build() == 2
    assert len(client().indices.get_alias(name=written()).body) == 1
    assert not differences().offer_ids
    assert other.pk


def test_an_index_that_lacks_something_is_not_put_in_place(server, offer, monkeypatch) -> None:
    follow(server)
    before = building.searched()
    monkeypatch.setattr(building, "send_to", lambda _index, ids: list(ids))
    with pytest.raises(EngineError):
        server.build()
    assert building.searched() == before


def test_what_was_erased_is_in_no_index_any_more(server, offer, monkeypatch) -> None:
    monkeypatch.setattr(building, "LAST_ANSWERS_SECONDS", 0)
    follow(server)
    publish_one(offer=offer, fields={"title": "Scooters"}, author=None)
    follow(server)
    server.refresh()
    assert deleted() == 1
    deadline = time.monotonic() + FORGOTTEN_AFTER.total_seconds()
    while deleted():
        assert time.monotonic() < deadline, "what was removed is still there"
        time.sleep(2)
        server.expunge()


def deleted() -> int:
    return client().indices.stats(index=alias())["_all"]["primaries"]["docs"]["deleted"]


def test_the_name_tells_the_schema(server) -> None:
    [name] = building.searched()
    assert name.startswith(f"maillage-test-offers-{schema()}-")


def test_publishing_is_followed_by_the_worker_of_the_clock(server, offer) -> None:
    follow_at(timezone.now())
    server.refresh()
    assert server.search(Query(needs={CAR: 1.0})).total == 1
