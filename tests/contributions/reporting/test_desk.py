"""Where animators read and settle reports: who sees what, what each act does, what it costs."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions.models import Proposal, Report
from contributions.reporting.settling import answer_report
from tests.contributions.reporting.making import RIGHT_HOURS, told
from tests.factories import make_offer

LIST = "/signalements/"
QUEUE = "/moderation/"
ACTS = ("answer", "dismiss", "confirm", "join", "convert")
RIGHT = {"opening_hours": RIGHT_HOURS}
LIST_QUERIES = 10
ITEM_QUERIES = 14


@pytest.fixture
def animator(client, cast):
    client.force_login(cast.animator)
    return client


def page_of(report: Report) -> str:
    return reverse("contributions:report", args=[report.uuid])


def act(client: Any, report: Report, name: str, **data: str) -> Any:
    return client.post(reverse(f"contributions:report-{name}", args=[report.uuid]), data)


def test_a_visitor_signs_in_and_others_are_told_why(client, offer, cast) -> None:
    report = told(offer)
    for path in (LIST, page_of(report)):
        assert client.get(path).status_code == 302
    client.force_login(cast.outsider)
    assert client.get(LIST).status_code == 403
    assert client.get(page_of(report)).status_code == 404


def test_reports_of_elsewhere_do_not_exist(client, offer, cast) -> None:
    report = told(offer, text="Rideau baissé")
    client.force_login(cast.other_animator)
    assert "Rideau" not in client.get(LIST).content.decode()
    assert client.get(page_of(report)).status_code == 404
    for name in ACTS:
        assert act(client, report, name, answer="Non", why="spam").status_code == 404
    report.refresh_from_db()
    assert report.state == "new"


@pytest.mark.parametrize("name", ACTS)
def test_acts_are_posted_and_only_that(animator, offer, name) -> None:
    url = reverse(f"contributions:report-{name}", args=[told(offer).uuid])
    assert animator.get(url).status_code == 405
    unknown = reverse(f"contributions:report-{name}", args=[uuid.uuid4()])
    assert animator.post(unknown).status_code == 404


def test_the_queue_shows_the_most_pressing(animator, offer) -> None:
    told(offer, reason="waiting")
    urgent = told(offer, reason="personal_data", text="Le nom de ma voisine")
    page = animator.get(QUEUE).content.decode()
    assert page.index(page_of(urgent)) < page.index("délai d’attente est faux")
    assert "voisine" not in page
    for number in range(5):
        told(offer, reason="other", text=f"mot {number}")
    assert f'href="{LIST}"' in animator.get(QUEUE).content.decode()


def test_the_page_says_all_that_was_told(animator, offer) -> None:
    report = told(offer, changes=RIGHT, is_suspect=True, text="<script>alert(1)</script>")
    told(offer, changes=RIGHT, is_suspect=True, text="Et le soir aussi", email="lea@example.org")
    page = animator.get(page_of(report)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "Et le soir aussi" in page
    assert "<ins>" in page
    assert "peut-être une machine" in page
    assert "lea@example.org" not in page


def test_an_answer_closes_it(animator, offer) -> None:
    report = told(offer)
    assert act(animator, report, "answer", answer="C’est corrigé.").status_code == 302
    report.refresh_from_db()
    assert (report.state, report.answer) == ("answered", "C’est corrigé.")
    assert page_of(report) not in animator.get(LIST).content.decode()
    assert "C’est corrigé." in animator.get(page_of(report)).content.decode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("answer", {"answer": "  "}),
        ("answer", {"answer": "mot " * 600}),
        ("dismiss", {"why": "", "dismiss_answer": "Je garde ce mot"}),
        ("dismiss", {"why": "because"}),
        ("join", {"into": "nothing"}),
        ("join", {"into": str(uuid.uuid4())}),
        ("convert", {}),
    ],
)
def test_what_is_missing_is_said_and_typed_words_stay(animator, offer, name, data) -> None:
    report = told(offer)
    response = act(animator, report, name, **data)
    assert response.status_code == 422
    assert data.get("dismiss_answer", "") in response.content.decode()
    report.refresh_from_db()
    assert report.state == "new"


@pytest.mark.parametrize("name", ACTS)
def test_what_another_animator_settled_is_said(animator, offer, cast, name) -> None:
    report, other = told(offer, changes=RIGHT, is_suspect=True), told(offer, reason="closed")
    answer_report(report=report, by=cast.administrator, answer="Merci.")
    data = {"answer": "Encore", "why": "spam", "into": str(other.uuid)}
    assert act(animator, report, name, **data).status_code == 409
    report.refresh_from_db()
    assert report.answer == "Merci."


def test_each_act_does_what_it_says(animator, offer) -> None:
    first, second = told(offer, reason="closed"), told(offer, reason="moved")
    third = told(offer, changes=RIGHT, is_suspect=True)
    assert act(animator, first, "confirm")["Location"] == page_of(first)
    assert act(animator, second, "join", into=str(first.uuid)).status_code == 302
    assert act(animator, first, "dismiss", why="still_right").status_code == 302
    converted = act(animator, third, "convert")
    proposal = Proposal.objects.get()
    assert converted["Location"] == reverse("moderation:proposal", args=[proposal.uuid])
    states = dict(Report.objects.values_list("reason", "state"))
    assert states == {"closed": "dismissed", "moved": "duplicate", "hours": "converted"}


def test_the_words_go_with_the_proposal_to_its_animator_and_no_further(
    animator, offer, cast
) -> None:
    told(offer, changes=RIGHT, text="Rideau baissé")
    told(offer, changes=RIGHT, text="Vu aussi", network="203.0.113.0/24")
    proposal = Proposal.objects.get()
    page = animator.get(reverse("moderation:proposal", args=[proposal.uuid])).content.decode()
    assert "Rideau baissé" in page
    assert "Vu aussi" in page
    animator.force_login(cast.publisher)
    page = animator.get(reverse("contributions:proposal", args=[proposal.uuid])).content.decode()
    assert "Rideau" not in page


def test_nobody_settles_their_own(animator, offer, cast) -> None:
    report = told(offer, author=cast.animator)
    assert "vous-même" in animator.get(page_of(report)).content.decode()
    assert act(animator, report, "answer", answer="Oui").status_code == 403


# What it costs


def several(cast: Any, size: int) -> None:
    for number in range(size):
        offer = make_offer(structure=cast.structure, title=f"Garage numéro {number}")
        told(offer, reason="other", text=f"mot {number}")
        told(offer, reason="closed")


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_costs_the_same_whatever_its_length(
    animator, words, cast, size, django_assert_num_queries
) -> None:
    several(cast, size)
    animator.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        assert animator.get(LIST).status_code == 200


@pytest.mark.parametrize("size", [1, 12])
def test_a_report_costs_the_same_whatever_was_joined(
    animator, offer, size, django_assert_num_queries
) -> None:
    report = told(offer, text="premier")
    for number in range(size):
        told(offer, text=f"mot {number}")
    for reason in ("closed", "moved", "phone")[:size]:
        told(offer, reason=reason)
    animator.get(page_of(report))
    with django_assert_num_queries(ITEM_QUERIES):
        assert animator.get(page_of(report)).status_code == 200


def test_a_proposal_reported_by_many_costs_no_more(animator, offer) -> None:
    told(offer, changes=RIGHT, text="premier")
    url = reverse("moderation:proposal", args=[Proposal.objects.get().uuid])
    animator.get(url)
    costs = []
    for _again in range(2):
        told(offer, changes=RIGHT, text=f"mot {uuid.uuid4()}")
        with CaptureQueriesContext(connection) as queries:
            assert animator.get(url).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
