"""Several people take changes back at once, on a real PostgreSQL: done once, nothing lost."""

from functools import partial
from typing import Any

import pytest
from wagtail.models import Revision

from contributions.errors import StaleVersion
from contributions.history.errors import CannotRevert
from contributions.history.plans import Verb
from journal.models import AuditEvent
from tests.at_once import Act, at_once, need_postgresql
from tests.cast import Cast, make_cast
from tests.contributions.history.conftest import change, live, take_back
from tests.factories import make_offer

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
together = partial(at_once, expected=(StaleVersion, CannotRevert))


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only: None, transactional_db: None, words: None) -> Cast:
    return make_cast()


@pytest.fixture
def offer(cast: Cast) -> Any:
    return make_offer(structure=cast.structure, author=cast.publisher)


def undoing(offer: Any, number: int, by: Any, verb: Verb = Verb.UNDO) -> Act:
    return lambda: take_back(offer, number, by=by, verb=verb)


def test_one_change_undone_by_two_people_is_undone_once(cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer")
    results = together(
        undoing(offer, number, cast.animator), undoing(offer, number, cast.administrator)
    )
    assert sum(not isinstance(one, Exception) for one in results) == 1
    assert live(offer).title == "Location de voitures à petit prix"
    assert AuditEvent.objects.filter(action="offer.undone").count() == 1
    assert Revision.objects.for_instance(offer).count() == 3


def test_an_undo_and_an_edit_at_once_lose_nothing(cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer")
    together(
        undoing(offer, number, cast.animator),
        lambda: change(offer, cast.member, fee_detail="7 € par jour"),
    )
    page = live(offer)
    assert page.fee_detail == "7 € par jour"
    undone = AuditEvent.objects.filter(action="offer.undone").count()
    assert (page.title == "Location de voitures à petit prix") == bool(undone)


def test_a_rollback_and_an_undo_at_once_are_one_act(cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer")
    results = together(
        undoing(offer, number, cast.animator),
        undoing(offer, number, cast.administrator, Verb.ROLLBACK),
    )
    assert sum(not isinstance(one, Exception) for one in results) == 1
    assert live(offer).title == "Location de voitures à petit prix"
