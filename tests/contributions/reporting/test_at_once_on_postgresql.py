"""Several people report or settle one page at once, on a real PostgreSQL and Redis."""

import random
from functools import partial
from typing import Any

import pytest
from django.test import Client

from contributions.errors import NoChange
from contributions.models import Doubt, Proposal, Report, SignalKey
from contributions.previews import preview
from contributions.reporting import limits
from contributions.reporting.errors import ClosedReport
from contributions.reporting.settling import answer_report, confirm_report, dismiss_report
from moderation.deciding.services import SeenVersion, accept_proposal
from offers.models import OfferPage
from tests.at_once import at_once, need_postgresql
from tests.cast import Cast, make_cast
from tests.contributions.reporting.making import RIGHT_HOURS, send, told
from tests.factories import make_offer

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

RIGHT = {"opening_hours": RIGHT_HOURS}


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only: None, transactional_db: None, words: None) -> Cast:
    return make_cast()


@pytest.fixture
def offer(cast: Cast) -> OfferPage:
    return make_offer(structure=cast.structure, author=cast.publisher)


def test_a_hundred_posts_from_one_connection_are_ten_reports(offer, monkeypatch) -> None:
    monkeypatch.setattr(limits, "WITHOUT_ACCOUNT", ((limits.HOUR, 10), (limits.DAY, 10)))

    def post(number: int) -> list[int]:
        client = Client(REMOTE_ADDR="198.51.100.7")
        words = [f"{number} {turn}" for turn in range(5)]
        return [send(client, offer, reason="other", text=text).status_code for text in words]

    answers = [
        status for some in at_once(*(partial(post, n) for n in range(20))) for status in some
    ]
    assert sorted(set(answers)) == [303, 429]
    assert answers.count(303) == Report.objects.count() == 10


def test_the_same_from_many_networks_at_once_is_one_report(offer) -> None:
    acts = [partial(told, offer, network=f"198.51.{n}.0/24") for n in range(12)]
    at_once(*acts)
    report = Report.objects.get()
    assert report.witnesses == 12
    assert SignalKey.objects.count() == 1
    assert Doubt.objects.filter(pk=offer.pk).exists()


def test_the_same_value_from_many_at_once_is_one_proposal(offer) -> None:
    acts = [partial(told, offer, changes=RIGHT, network=f"198.51.{n}.0/24") for n in range(8)]
    at_once(*acts)
    assert Proposal.objects.count() == 1
    assert Report.objects.get().witnesses == 8


def test_it_is_settled_by_one_of_two(offer, cast) -> None:
    report = told(offer)
    acts = [
        partial(answer_report, report=report, by=cast.animator, answer="Merci."),
        partial(dismiss_report, report=report, by=cast.administrator, why="spam"),
    ]
    results = at_once(*acts, expected=(ClosedReport,))
    assert sum(isinstance(result, ClosedReport) for result in results) == 1


def test_reporting_confirming_accepting_at_once_never_lock_each_other(offer, cast) -> None:
    told(offer, changes=RIGHT)
    proposal = Proposal.objects.get()
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    closed = told(offer, reason="closed", network="192.0.2.0/24")
    acts: list[Any] = [
        *(partial(told, offer, changes=RIGHT, network=f"198.51.{n}.0/24") for n in range(4)),
        *(partial(told, offer, reason="closed", network=f"203.0.{n}.0/24") for n in range(4)),
        partial(accept_proposal, proposal=proposal, moderator=cast.animator, seen=seen),
        partial(confirm_report, report=closed, by=cast.administrator),
        partial(dismiss_report, report=closed, by=cast.animator, why="still_right"),
    ]
    random.shuffle(acts)
    at_once(*acts, expected=(ClosedReport, NoChange))
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.APPLIED
    assert not Report.objects.open().filter(proposal=proposal).exists()
    assert OfferPage.objects.get(pk=offer.pk).opening_hours == RIGHT_HOURS
