"""A site on servers of its own, which the tests stop and kill; what is found afterwards."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.utils import timezone

from contributions.models import ImportRun
from journal.models import Outbox, OutboxQuerySet
from tests.contributions.invariants import check_invariants, check_proposals
from tests.faults.deeds import confirm, propose_and_accept, publish
from tests.faults.servers import (
    OwnServer,
    as_server,
    own_postgres,
    own_redis,
    programs_folder,
)
from tests.faults.traffic import Traffic
from tests.faults.workers import leases_of_the_dead_end
from tests.plugins.fault_table import FaultTable
from tests.processes.databases import Server, looking_at
from tests.processes.making import Town, template_of_the_tests, town
from tests.processes.running import until

TEMPLATE = "filled"
FOUND = "/recherche/?besoin=mobilite--acceder-a-un-vehicule&lieu=fr:commune:12202"
CATCHES_UP_WITHIN = 60


@pytest.fixture(scope="session")
def postgres(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OwnServer]:
    server = own_postgres(tmp_path_factory.mktemp("own"))
    try:
        of_tests, name = Server.of_the_tests(), template_of_the_tests()
        as_server(server).fill(TEMPLATE, source=of_tests.url(name), programs=programs_folder())
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    server = own_redis(tmp_path_factory.mktemp("own"))
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def _town(
    postgres: OwnServer, redis: OwnServer, django_db_blocker, tmp_path_factory
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("broken-town")
    server = as_server(postgres)
    with town(server, redis.url, folder, django_db_blocker, template=TEMPLATE) as found:
        yield found


@pytest.fixture
def here(
    _town: Town, transactional_db: None, django_db_blocker, request: pytest.FixtureRequest
) -> Iterator[Town]:
    with looking_at(_town.server, _town.database, django_db_blocker):
        yield _town
    request.node.add_report_section("teardown", "the site", _town.site.logs)


@pytest.fixture
def traffic(here: Town) -> Callable[[], Traffic]:
    """Visitors, an animator at their queue, and three who write."""

    def make() -> Traffic:
        pages = ["/", here.offer.get_absolute_url(), FOUND]
        readers = [
            (here.visitor(), pages),
            (here.browser_of(here.cast.administrator), ["/moderation/", FOUND]),
        ]
        return Traffic(readers, [propose_and_accept(here), publish(here), confirm(here)])

    return make


@pytest.fixture
def looked_through(here: Town, fault_table: FaultTable) -> Callable[[str, Traffic], None]:
    """Once all is quiet: every acknowledged write is there, nothing is half written, the index
    agrees with the offers, nothing waits; a line of the table tells it."""

    def look(fault: str, seen: Traffic) -> None:
        connection.close()
        until(all_is_done, left, seconds=CATCHES_UP_WITHIN)
        lost = [deed.what for deed in seen.deeds if not deed.is_kept()]
        fault_table.add(
            fault, seen.whole, seen.broken, len(seen.deeds), len(seen.deeds) - len(lost)
        )
        assert not lost
        check_proposals() if ImportRun.objects.exists() else check_invariants()
        assert here.site.manage("search_index", "check") == 0

    return look


def all_is_done() -> bool:
    leases_of_the_dead_end()
    return not waiting().exists()


def left() -> str:
    rows = [f"{row} {row.attempts} {row.leased_until} {row.last_error}" for row in waiting()[:5]]
    return f"the outbox does not catch up: {rows}"


def waiting() -> OutboxQuerySet:
    return Outbox.objects.waiting().filter(not_before__lte=timezone.now())
