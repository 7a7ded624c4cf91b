"""Visitors and writers at once on a real PostgreSQL: whoever comes after a change reads it."""

from itertools import count
from threading import Event

import pytest
from django.db import transaction

from home.caching.versions import add_up, version_of
from home.models import PageChange
from tests.at_once import at_once, need_postgresql
from tests.factories import make_offer
from tests.home.caching.racing import elsewhere, name, title_of

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

WRITINGS = 40
READERS = 4


@pytest.fixture
def own(places):
    need_postgresql()
    return make_offer(title="Nom 0")


@pytest.fixture
def path(own) -> str:
    address: str = own.public.get_absolute_url()
    return address


def test_nobody_reads_what_is_not_committed_nor_keeps_it(own, path) -> None:
    with transaction.atomic():
        name(own, "Pas encore")
        found: list[str] = []
        elsewhere(lambda: found.append(title_of(path)))
        elsewhere(lambda: found.append(title_of(path)))
        assert found == ["Nom 0", "Nom 0"]
    assert title_of(path) == "Pas encore"


def test_whoever_comes_after_a_change_reads_it(own, path) -> None:
    """Readers of one process, a writer, and the marks added up all the while."""
    written, is_over = [0], Event()

    def write() -> None:
        for number in range(1, WRITINGS + 1):
            name(own, f"Nom {number}")
            written.append(number)
        is_over.set()

    def read() -> None:
        for _ in count():
            least = written[-1]
            assert int(title_of(path).removeprefix("Nom ")) >= least
            if is_over.is_set():
                break

    def tidy() -> None:
        while not is_over.is_set():
            add_up()

    at_once(write, tidy, *(read for _ in range(READERS)))
    assert title_of(path) == f"Nom {WRITINGS}"


def test_marks_added_up_by_two_are_not_lost(own) -> None:
    topics = [f"t{number}" for number in range(20)]
    PageChange.objects.bulk_create(
        PageChange(topic=topic, mark=1 + at) for at, topic in enumerate(topics * 10)
    )
    before = {topic: version_of((topic,)) for topic in topics}
    at_once(add_up, add_up, add_up, lambda: name(own, "Ailleurs"))
    add_up()
    assert {topic: version_of((topic,)) for topic in topics} == before
    assert PageChange.objects.filter(topic__in=topics).count() == len(topics)


def test_two_who_tell_the_same_do_not_wait_for_one_another(own) -> None:
    """Each holds its change of another offer, told under the topic of all lists, uncommitted."""
    other = make_offer(title="Autre")
    with transaction.atomic():
        name(own, "Un")
        elsewhere(lambda: name(other, "Deux"))
        transaction.set_rollback(True)
