"""Elasticsearch away, restarting, closed to writing, killed in the middle of what it is sent: the
database answers meanwhile and says so, and the index ends as the offers are."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from statistics import quantiles

import pytest
from servers.elasticsearch import Elasticsearch

from search.following import waiting
from search.models import SearchSending
from tests.contributions.making import WHY
from tests.factories import make_offer
from tests.faults.conftest import CATCHES_UP_WITHIN, FOUND, TEMPLATE
from tests.faults.holding import held, wait_until_it_stands_still
from tests.faults.rounds import ROUNDS
from tests.faults.servers import OwnServer, as_server
from tests.faults.traffic import Traffic
from tests.faults.workers import another_worker
from tests.processes.making import Town, town
from tests.processes.running import until

pytestmark = [pytest.mark.services, pytest.mark.enable_socket]

INSTEAD = "postgresql"
# Seconds, nineteen times out of twenty.
FOUND_WITHIN = 5
PUBLICATIONS = 20


@pytest.fixture(scope="module")
def elastic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    kind = Elasticsearch(heap="-Xms512m -Xmx512m")
    kind.fetch()
    server = OwnServer(kind, tmp_path_factory.mktemp("own"))
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def _town(
    postgres: OwnServer, redis: OwnServer, elastic: OwnServer, django_db_blocker, tmp_path_factory
) -> Iterator[Town]:
    """Another one than that of the other faults: a server searches there."""
    folder, server = tmp_path_factory.mktemp("searched-town"), as_server(postgres)
    more = {"ELASTICSEARCH_URL": elastic.url, "ELASTICSEARCH_INDEX": "faults"}
    # What one site keeps in Redis is nothing to another.
    store = redis.url.removesuffix("0") + "1"
    made = {"template": TEMPLATE, "name": "searched", "more": more}
    with town(server, store, folder, django_db_blocker, **made) as found:
        assert found.site.manage("search_index", "rebuild") == 0
        yield found


@pytest.fixture
def caught_up(here: Town, looked_through) -> Callable[[str, Traffic], None]:
    """Once the server answers and has all that was published."""

    def look(fault: str, seen: Traffic) -> None:
        until(lambda: not waiting(), lambda: f"never sent: {waiting()}", seconds=CATCHES_UP_WITHIN)
        until(lambda: answered_by(here) is None, "the server is not asked again")
        assert engine(here)["state"] == "ok"
        looked_through(fault, seen)
        assert set(seen.whole) | set(seen.broken) == {200}, seen.said
        assert not seen.refused

    return look


def answered_by(here: Town) -> str | None:
    """The engine that answered instead; None when it was the site's own."""
    page = here.visitor().get(FOUND)
    assert page.status == 200
    assert here.offer.get_absolute_url().split("-")[0] in page.text
    return page.headers.get("X-Search-Engine")


def engine(here: Town) -> dict[str, str]:
    answer = here.visitor().get("/readyz")
    assert answer.status == 200
    told: dict[str, str] = json.loads(answer.text)["checks"]["engine"]
    return told


@pytest.mark.parametrize("fall", ["kill", "stop"])
def test_away_while_people_search_and_publish(
    here: Town, elastic: OwnServer, traffic: Callable[[], Traffic], caught_up, fall: str
) -> None:
    with traffic() as seen:
        for _round in range(ROUNDS):
            seen.goes_on()
            with seen.breaking(), elastic.down(fall):
                seen.writes_on()
                assert answered_by(here) == INSTEAD
                until(lambda: engine(here)["state"] == "degraded", "/readyz says nothing of it")
            seen.goes_on()
    caught_up(f"Elasticsearch: {fall}, then start", seen)


def test_away_when_the_site_starts(
    here: Town, elastic: OwnServer, traffic: Callable[[], Traffic], caught_up
) -> None:
    with elastic.down("stop"):
        for name in ("pages", "worker"):
            here.site.running.pop(name).stop()
        here.site.start_pages()
        here.site.start_worker()
        here.site.wait()
        with traffic() as seen, seen.breaking():
            seen.writes_on()
            assert answered_by(here) == INSTEAD
    caught_up("Elasticsearch: down at start", seen)


def test_closed_to_writing(
    here: Town, elastic: OwnServer, traffic: Callable[[], Traffic], caught_up
) -> None:
    with traffic() as seen:
        for _round in range(ROUNDS):
            with seen.breaking():
                close_to_writing(elastic, closed=True)
                seen.writes_on()
                until(waiting, "it is written to all the same")
                assert answered_by(here) in {None, INSTEAD}
                close_to_writing(elastic, closed=False)
            seen.goes_on()
    caught_up("Elasticsearch: read-only index", seen)


def close_to_writing(elastic: OwnServer, *, closed: bool) -> None:
    said = json.dumps({"index.blocks.write": closed})
    with closing(HTTPConnection("127.0.0.1", elastic.port, timeout=30)) as asked:
        kind = {"Content-Type": "application/json"}
        asked.request("PUT", "/faults-offers-*/_settings", said, kind)
        assert asked.getresponse().status == 200


def test_killed_in_the_middle_of_a_rebuild(
    here: Town, elastic: OwnServer, traffic: Callable[[], Traffic], caught_up
) -> None:
    """What was searched before is searched after."""
    with traffic() as seen:
        for _round in range(ROUNDS):
            seen.goes_on()
            with seen.breaking():
                with held(here, SearchSending):
                    rebuild = here.site.start("rebuild", "manage.py", "search_index", "rebuild")
                    wait_until_it_stands_still(here, rebuild.name)
                    elastic.kill()
                assert here.site.running.pop(rebuild.name).wait() != 0
                elastic.start()
            seen.goes_on()
            assert here.site.manage("search_index", "rebuild") == 0
    caught_up("Elasticsearch: killed in a rebuild", seen)


def test_the_worker_is_killed_as_it_sends(
    here: Town, traffic: Callable[[], Traffic], caught_up
) -> None:
    with traffic() as seen:
        for _round in range(ROUNDS):
            seen.goes_on()
            with seen.breaking(), held(here, SearchSending):
                seen.writes_on()
                wait_until_it_stands_still(here, "worker")
                here.site.running["worker"].kill()
            another_worker(here)
            seen.goes_on()
    caught_up("worker killed as it sends to Elasticsearch", seen)


def test_what_is_published_is_found_within_seconds(here: Town) -> None:
    """By the worker of the site: from the answer that says it is done to the page that shows it."""
    keeper, visitor = here.browser_of(here.cast.publisher), here.visitor()
    offer = make_offer(structure=here.cast.structure, title="Prêt de tandems")
    page = f"/offres/{offer.public_id}/proposer/"
    waits = []
    for number in range(PUBLICATIONS):
        title = f"Prêt de tandems numéro {number}"
        sent = keeper.send(page, title=title, proposal_summary=WHY, act="send")
        assert sent.status == 302, sent.text[:2000]
        began = time.monotonic()
        until(lambda title=title: title in visitor.get(FOUND).text, f"{title} is not found")
        waits.append(time.monotonic() - began)
    assert answered_by(here) is None
    assert quantiles(waits, n=20)[-1] < FOUND_WITHIN, waits
