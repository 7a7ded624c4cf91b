"""What reaches the server: the newest state, each item looked at, nothing lost on the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from elastic_transport import ObjectApiResponse
from elasticsearch import Elasticsearch

from offers.publishing import archive_offer, publish_one
from search.engines.base import EngineError, Query
from search.engines.elasticsearch import writing
from search.engines.elasticsearch.client import client
from search.engines.elasticsearch.comparing import differences
from search.engines.elasticsearch.documents import bodies
from search.engines.elasticsearch.mapping import alias, all_names
from search.following import Followed, follow, lag, waiting
from search.models import SearchChange, SearchSending
from tests.factories import CAR, make_offer
from tests.search.elasticsearch.serving import drop_indexes

pytestmark = [pytest.mark.services, pytest.mark.enable_socket, pytest.mark.django_db]


def titles(server: Any, word: str) -> list[int]:
    server.refresh()
    return server.search(Query(words=(word,))).candidates.offer_ids.tolist()


def test_a_late_write_never_wins(server, offer, monkeypatch) -> None:
    """Who read the old title sends it after the new one is there."""
    publish_one(offer=offer, fields={"title": "Scooters anciens"}, author=None)
    number = SearchSending.objects.create()
    old = bodies([offer.pk])
    publish_one(offer=offer, fields={"title": "Scooters nouveaux"}, author=None)
    follow(server)
    monkeypatch.setattr(writing, "bodies", lambda _ids: old)
    monkeypatch.setattr(SearchSending.objects, "create", lambda: number)
    assert writing.send([offer.pk]) == []
    assert titles(server, "nouveau") == [offer.pk]
    assert titles(server, "ancien") == []


def test_a_late_write_does_not_bring_back_what_left(server, offer, monkeypatch) -> None:
    number, old = SearchSending.objects.create(), bodies([offer.pk])
    follow(server)
    archive_offer(offer=offer, actor=None)
    follow(server)
    monkeypatch.setattr(writing, "bodies", lambda _ids: old)
    monkeypatch.setattr(SearchSending.objects, "create", lambda: number)
    assert writing.send([offer.pk]) == []
    assert titles(server, "voitur") == []


def test_what_is_refused_is_sent_again_later_and_keeps_nothing_else(
    server, offer, monkeypatch
) -> None:
    bad, read = make_offer(), writing.bodies
    lost = {"unknown_field": "refused by the mapping"}

    def with_a_fault(ids: list[int]) -> dict[int, dict[str, Any]]:
        return {pk: body | (lost if pk == bad.pk else {}) for pk, body in read(ids).items()}

    monkeypatch.setattr(writing, "bodies", with_a_fault)
    assert follow(server) == Followed(sent=1, refused=1)
    assert waiting() == {bad.pk}
    assert differences().missing == {bad.pk}
    monkeypatch.undo()
    assert follow(server) == Followed()
    assert follow(server, at=timezone.now() + timedelta(minutes=1)) == Followed(sent=1)
    assert waiting() == set()
    assert not differences().offer_ids


def test_a_server_without_room_is_given_time(server, offer, monkeypatch) -> None:
    asked: list[int] = []
    real = Elasticsearch.bulk

    def busy(self: Any, **options: Any) -> Any:
        asked.append(1)
        if len(asked) > 2:
            return real(self, **options)
        item = {"_id": str(offer.pk), "status": 429, "error": {"type": "es_rejected_execution"}}
        return ObjectApiResponse({"errors": True, "items": [{"index": item}]}, None)

    monkeypatch.setattr(writing, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(Elasticsearch, "bulk", busy)
    assert follow(server) == Followed(sent=1)
    assert len(asked) == 3
    assert titles(server, "voitur") == [offer.pk]


def test_nothing_is_marked_while_the_server_is_away(server, offer, monkeypatch) -> None:
    def away(_index: str, _ids: list[int]) -> list[int]:
        raise EngineError("ConnectionError")

    monkeypatch.setattr(writing, "send_to", away)
    with pytest.raises(EngineError):
        follow(server)
    assert waiting() == {offer.pk}
    assert lag(timezone.now() + timedelta(minutes=2)) >= timedelta(minutes=2)
    monkeypatch.undo()
    assert follow(server) == Followed(sent=1)
    assert lag(timezone.now()) == timedelta()


def test_an_index_closed_to_writing_is_waited_for(server, offer) -> None:
    """It is no fault of the offer, which would be tried less and less often."""
    client().indices.add_block(index=alias(), block="write")
    with pytest.raises(EngineError):
        follow(server)
    assert waiting() == {offer.pk}
    client().indices.put_settings(index=alias(), settings={"index.blocks.write": False})
    assert follow(server) == Followed(sent=1)


def test_an_index_that_is_gone_is_not_made_again(server, offer) -> None:
    drop_indexes()
    with pytest.raises(EngineError):
        follow(server)
    assert not client().indices.get(index=all_names()).body
    assert waiting() == {offer.pk}


def test_differences_are_seen_one_by_one(server, offer, places, words) -> None:
    stale, gone = make_offer(), make_offer()
    follow(server)
    assert not differences().offer_ids
    SearchChange.objects.all().delete()
    missing = make_offer()
    publish_one(offer=stale, fields={"title": "Autre titre"}, author=None)
    archive_offer(offer=gone, actor=None)
    found = differences()
    assert (found.missing, found.stale, found.orphaned) == ({missing.pk}, {stale.pk}, {gone.pk})


def test_many_needs_are_no_trouble(server, offer) -> None:
    follow(server)
    server.refresh()
    needs = {CAR: 0.5} | {f"need-{number}": 0.1 for number in range(200)}
    found = server.search(Query(needs=needs)).candidates
    assert (found.need.tolist(), found.need_at.tolist()) == ([0.5], [0])
