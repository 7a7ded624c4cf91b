"""A server in front of the database's engine: while it fails, the database answers and says so."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from journal.health import State
from journal.models import Outbox
from search.engines import current
from search.engines.base import EngineError, Matches, Query
from search.engines.outside import Breaker, Differences, ServedOutside
from search.following import waiting
from search.health import look_at_engine
from search.jobs import follow_at, forget_removed
from search.models import SearchChange
from search.views import ANSWERED_BY
from search.wanted import Wanted
from tests.factories import CAR
from tests.search.in_front import put_in_front

pytestmark = pytest.mark.django_db


class Played:
    """A server that answers nothing found, or nothing at all; `sent` is what reached it."""

    name = "played"

    def __init__(self) -> None:
        self.is_away = False
        self.asked = 0
        self.sent: list[int] = []
        self.expunged = 0

    def _answer(self, answer: Any) -> Any:
        self.asked += 1
        if self.is_away:
            raise EngineError("ConnectionError")
        return answer

    def snapshot(self) -> "Played":
        return self

    def search(self, query: Query) -> Matches:
        return self._answer(Matches())

    def known_words(self, words: Collection[str]) -> set[str]:
        return self._answer(set(words))

    def titles(self, wanted: Sequence[Wanted], limit: int) -> list[int]:
        return self._answer([7])

    def send(self, offer_ids: Collection[int]) -> list[int]:
        self.sent += self._answer(list(offer_ids))
        return []

    def build(self) -> int:
        return self._answer(0)

    def expunge(self) -> None:
        self.expunged += self._answer(1)

    def differences(self) -> Differences:
        return self._answer(Differences(frozenset({7}), frozenset(), frozenset({8})))

    def status(self) -> dict[str, Any]:
        return self._answer({"engine": self.name, "index": "one", "health": "green", "indexed": 0})


@pytest.fixture
def server(db, monkeypatch):
    played = Played()
    outside = ServedOutside(played, current._database())
    put_in_front(outside, monkeypatch)
    return played


def results(client: Any) -> Any:
    return client.get(reverse("search:results"), {"besoin": CAR})


def test_the_server_is_asked_first(client, offer, server) -> None:
    assert current.engine().search(Query(needs={CAR: 1.0})).total == 0
    assert ANSWERED_BY not in results(client).headers
    assert server.asked


def test_an_outage_is_answered_by_the_database_which_says_so(client, offer, server) -> None:
    server.is_away = True
    page = results(client)
    assert page.status_code == 200
    assert page[ANSWERED_BY] == current._database().name
    assert offer.title in page.content.decode()


def test_it_may_fail_in_the_middle_of_a_search(client, offer, server, monkeypatch) -> None:
    index = current.engine().snapshot()
    assert index.name == "played"
    server.is_away = True
    assert index.search(Query(needs={CAR: 1.0})).total == 1
    assert index.name == current._database().name


def test_words_and_titles_fall_back_too(offer, server) -> None:
    engine = current.engine()
    server.is_away = True
    assert engine.known_words(["voitur", "hélicoptère"]) == {"voitur"}
    assert engine.titles([Wanted("loc")], 5, lambda _wanted, _limit: [offer.pk]) == [offer.pk]


def test_names_are_the_database_s(offer, server) -> None:
    assert current.engine().structures(("garag",)) == current._database().structures(("garag",))
    assert not server.asked


def test_who_failed_is_left_alone_for_a_while(offer, server) -> None:
    server.is_away = True
    for _ in range(5):
        current.engine().search(Query(needs={CAR: 1.0}))
    assert server.asked == 1


def test_it_is_asked_again_after_that(offer, server) -> None:
    engine = current.engine()
    engine.breaker = Breaker(seconds=0)
    server.is_away = True
    assert engine.search(Query(needs={CAR: 1.0})).total == 1
    server.is_away = False
    assert engine.search(Query(needs={CAR: 1.0})).total == 0


def test_when_neither_answers_it_is_an_outage(client, offer, server, monkeypatch) -> None:
    def fail(*_args: Any) -> Any:
        raise EngineError("OperationalError")

    server.is_away = True
    monkeypatch.setattr(type(current._database()), "snapshot", fail)
    assert results(client).status_code == 503


def test_what_is_published_while_it_is_away_reaches_it_afterwards(offer, server) -> None:
    server.is_away = True
    current.engine().breaker = Breaker(seconds=0)
    follow_at(timezone.now())
    assert waiting() == {offer.pk}
    server.is_away = False
    follow_at(timezone.now())
    assert server.sent == [offer.pk]
    assert waiting() == set()


def test_nothing_is_sent_to_who_is_left_alone(offer, server) -> None:
    current.engine().breaker.open(EngineError("ConnectionError"))
    follow_at(timezone.now())
    assert not server.asked


def test_what_is_erased_is_forgotten_once_the_server_is_back(offer, server) -> None:
    server.is_away = True
    current.engine().forget_removed()
    row = Outbox.objects.waiting().get(topic="search.forget")
    with pytest.raises(EngineError):
        forget_removed(row)
    server.is_away = False
    forget_removed(row)
    assert (server.sent, server.expunged) == ([offer.pk], 1)


def test_check_fails_on_a_difference_that_is_not_on_its_way(offer, server, capsys) -> None:
    with pytest.raises(CommandError, match="missing: 1, stale: 0, orphaned: 1"):
        call_command("search_index", "check")
    SearchChange.objects.create(offer_ids=[7, 8])
    call_command("search_index", "check")
    assert "played: missing: 0, stale: 0, orphaned: 0" in capsys.readouterr().out


def test_reconcile_sends_again_what_differs(offer, server) -> None:
    follow_at(timezone.now())
    call_command("search_index", "reconcile")
    follow_at(timezone.now())
    assert server.sent == [offer.pk, 7, 8]


def test_a_server_that_lags_is_said(offer, server) -> None:
    SearchChange.objects.update(at=timezone.now())
    assert look_at_engine().state is State.OK
    SearchChange.objects.update(at=timezone.now() - timedelta(minutes=2))
    found = look_at_engine()
    assert found.state is State.DEGRADED
    assert "behind" in found.detail


@pytest.mark.parametrize("action", ["status", "check", "reconcile", "rebuild"])
def test_a_command_says_that_the_server_is_away(offer, server, action: str) -> None:
    server.is_away = True
    with pytest.raises(CommandError, match="ConnectionError"):
        call_command("search_index", action)
