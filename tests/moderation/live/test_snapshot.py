"""What an open page asks for when no hint can come: the same as the pages would show."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contributions.models import Proposal
from contributions.services import withdraw_proposal
from moderation.claims.services import claim
from moderation.live.snapshot import MOST_ITEMS
from moderation.queries import queue_of
from territories.models import MemberRole
from territories.services import revoke_role
from tests.contributions.making import propose
from tests.factories import make_offer


@pytest.fixture
def animator(client, cast) -> Client:
    client.force_login(cast.animator)
    return client


def ask(client: Client, **query: Any) -> Any:
    return client.get(reverse("moderation:live"), query)


def of(client: Client, *proposals: Proposal, **query: Any) -> dict[str, Any]:
    answer = ask(client, items=",".join(str(one.uuid) for one in proposals), **query)
    assert answer.status_code == 200
    return answer.json()


def test_the_desk_of_a_place_counts_what_waits_there(animator, client, cast, proposal) -> None:
    elsewhere = make_offer(
        structure=cast.other_structure, title="Permis à Lyon", commune="fr:commune:69123",
        coverage=["fr:department:69"], latitude=None, longitude=None,
    )  # fmt: skip
    propose(elsewhere, cast.member, title="Permis à Villeurbanne")
    places = ("fr:department:12", "fr:department:69", "fr", "nowhere", "\x00")
    assert [of(animator, place=uid)["waiting"] for uid in places] == [1, 0, 1, 0, 1]
    client.force_login(cast.administrator)
    assert [of(client, place=uid)["waiting"] for uid in places[:3]] == [1, 1, 2]


def test_it_says_what_waits_and_who_looks_at_it(animator, cast, offer, proposal) -> None:
    other = propose(offer, cast.member, fee_detail="9 €")
    claim(proposal=other, user=cast.administrator)
    found = of(animator, proposal, other)
    assert found["waiting"] == queue_of(cast.animator).count() == 2
    assert found["items"] == [
        {
            "id": str(proposal.uuid),
            "version": 1,
            "state": "pending",
            "isOpen": True,
            "holder": None,
        },
        {
            "id": str(other.uuid),
            "version": 1,
            "state": "pending",
            "isOpen": True,
            "holder": {"text": "Gaëlle examine cette proposition", "isMine": False},
        },
    ]


def test_what_was_decided_meanwhile_is_no_longer_open(animator, cast, proposal) -> None:
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    found = of(animator, proposal)
    assert (found["waiting"], found["items"][0]["isOpen"]) == (0, False)


def test_outside_their_territory_it_is_as_if_it_did_not_exist(client, cast, proposal) -> None:
    client.force_login(cast.other_animator)
    unknown = Proposal(uuid=uuid.uuid4())
    found = of(client, proposal, unknown)
    assert found == {"waiting": 0, "news": 0, "text": "", "items": []}


def test_what_came_since_the_page_was_drawn_is_counted_once(animator, cast, offer) -> None:
    drawn = timezone.now()
    earlier = propose(offer, cast.outsider, title="Voitures à louer")
    Proposal.objects.filter(pk=earlier.pk).update(created_at=drawn - timedelta(hours=1))
    during = propose(offer, cast.member, fee_detail="9 €")
    Proposal.objects.filter(pk=during.pk).update(created_at=drawn - timedelta(seconds=1))
    propose(offer, cast.publisher, fee_detail="10 €")
    propose(offer, cast.animator, fee_detail="11 €")
    found = of(animator, earlier, during, since=drawn.isoformat())
    assert found["news"] == 1
    assert found["text"] == "1 nouvelle proposition depuis que vous avez ouvert cette page."
    assert of(animator, earlier, since=drawn.isoformat())["news"] == 2


def test_it_holds_no_text_of_anybody(animator, cast, proposal) -> None:
    said = json.dumps(of(animator, proposal))
    for text in (proposal.summary, "Voitures à louer", cast.outsider.display_name):
        assert text not in said


def test_nothing_is_sent_again_when_nothing_changed(animator, cast, offer, proposal) -> None:
    first = ask(animator, items=str(proposal.uuid))
    query = {"items": str(proposal.uuid)}
    again = animator.get(reverse("moderation:live"), query, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "private, no-cache"
    claim(proposal=proposal, user=cast.animator)
    changed = animator.get(reverse("moderation:live"), query, HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200


def test_a_visitor_a_member_and_a_former_animator_are_told_nothing(client, cast) -> None:
    assert ask(client).status_code == 401
    client.force_login(cast.outsider)
    assert ask(client).status_code == 403
    client.force_login(cast.animator)
    assert ask(client).status_code == 200
    revoke_role(role=MemberRole.objects.get(user=cast.animator), by=cast.administrator)
    assert ask(client).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {"items": "x"},
        {"items": "1,2"},
        {"items": ",".join(str(uuid.uuid4()) for _ in range(MOST_ITEMS + 1))},
        {"since": "hier"},
        {"since": "2026-02-30T10:00:00Z"},
        {"since": "2026-11-27T10:00:00"},
        {"items": "\x00"},
    ],
)
def test_a_question_that_makes_no_sense_is_422(animator, query) -> None:
    answer = ask(animator, **query)
    assert answer.status_code == 422
    assert answer.json()["problem"]


def test_it_costs_the_same_whatever_waits(animator, cast, offer) -> None:
    rows, costs = [], []
    for size in (1, 12):
        while len(rows) < size:
            rows.append(propose(offer, cast.member, fee_detail=f"{len(rows)} €"))
            claim(proposal=rows[-1], user=cast.administrator)
        of(animator, *rows)
        with CaptureQueriesContext(connection) as queries:
            of(animator, *rows, since=timezone.now().isoformat())
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 26


@pytest.mark.parametrize(
    "since",
    [
        "0001-01-01T00:00:00+00:00",
        "0001-01-01T00:00:30+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_a_day_that_no_calendar_holds_is_no_question(animator, since: str) -> None:
    assert ask(animator, since=since).status_code == 422
