"""The place in the queue, and how long answers take."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import override

from contributions.mine.waiting import LOOKED_BACK, median_delays, spoken_delay, with_place
from contributions.models import Proposal
from contributions.services import withdraw_proposal
from moderation.models import Decision
from moderation.queries import queue_of
from tests.contributions.making import propose
from tests.contributions.mine.making import answered_within
from tests.factories import make_offer


def places() -> dict[str, int | None]:
    return {one.summary: one.place for one in with_place(Proposal.objects.all())}


def test_the_place_is_the_one_in_the_queue_of_the_animators(offer, cast) -> None:
    propose(offer, cast.outsider, summary="Le premier, peu risqué", opening_hours="Mo 09:00-12:00")
    propose(offer, cast.outsider, summary="Le deuxième, moyen", title="Un autre titre")
    propose(offer, cast.member, summary="Le troisième, moyen aussi", duration_weeks=3)
    propose(offer, cast.member, summary="Le quatrième, peu risqué", documents=["Permis"])
    order = [one.summary for one in queue_of(cast.animator)]
    assert places() == {summary: number for number, summary in enumerate(order, start=1)}


def test_what_no_longer_waits_has_no_place_and_takes_none(offer, cast) -> None:
    first = propose(offer, cast.outsider, title="Un titre")
    second = propose(offer, cast.outsider, title="Un autre titre")
    withdraw_proposal(proposal=first, author=cast.outsider)
    found = {one.pk: one.place for one in with_place(Proposal.objects.all())}
    assert found == {first.pk: None, second.pk: 1}


def test_another_territory_has_its_own_queue(offer, cast) -> None:
    elsewhere = make_offer(
        structure=cast.other_structure,
        author=cast.member,
        title="Permis à Lyon",
        commune="fr:commune:69123",
        postal_code="69001",
        coverage=["fr:department:69"],
        latitude=None,
        longitude=None,
    )
    propose(offer, cast.outsider, summary="Dans l'Aveyron, un titre", title="Un titre")
    propose(elsewhere, cast.outsider, summary="Dans le Rhône, un titre", title="Un titre")
    assert set(places().values()) == {1}


def test_the_median_needs_five_answers(offer, cast) -> None:
    answered_within(offer, cast, [1, 2, 3, 50])
    territory = offer.home_territory_id
    assert median_delays([territory], at=timezone.now()) == {}
    answered_within(offer, cast, [100])
    delay = median_delays([territory], at=timezone.now())[territory]
    assert abs(delay - timedelta(hours=3)) < timedelta(minutes=5)


def test_old_answers_are_not_looked_at(offer, cast) -> None:
    answered_within(offer, cast, [1, 2, 3, 4, 5])
    Decision.objects.update(at=timezone.now() - LOOKED_BACK - timedelta(hours=1))
    assert median_delays([offer.home_territory_id], at=timezone.now()) == {}


def test_a_delay_is_said_in_words() -> None:
    with override("en"):
        assert spoken_delay(None) == ""
        assert spoken_delay(timedelta(minutes=20)) == "less than an hour"
        assert spoken_delay(timedelta(minutes=61)) == "about 1 hour"
        assert spoken_delay(timedelta(hours=30)) == "about 30 hours"
        assert spoken_delay(timedelta(days=3, hours=2)) == "about 3 days"
