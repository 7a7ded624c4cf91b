"""Claims over HTTP: forms for people, JSON for the heartbeat, and who may do neither."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from contributions.services import withdraw_proposal
from moderation.claims.services import claim
from moderation.models import Claim
from territories.models import MemberRole
from territories.services import revoke_role

ACTS = ("claim", "release", "take-over")
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def animator(client, cast) -> Client:
    client.force_login(cast.animator)
    return client


def url(name: str, proposal: Any) -> str:
    return reverse(f"moderation:{name}", args=[proposal.uuid])


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_form_takes_it_and_leads_back_to_the_item(animator, cast, proposal) -> None:
    response = animator.post(url("claim", proposal))
    assert response.url == url("proposal", proposal)
    assert Claim.objects.get().holder == cast.animator


def test_the_heartbeat_is_told_that_it_is_theirs(animator, proposal) -> None:
    for _beat in range(2):
        answer = animator.post(url("claim", proposal), **JSON)
        assert answer.json() == {"holder": {"text": "Vous l’examinez", "isMine": True}}
    assert Claim.objects.count() == 1


def test_what_somebody_holds_is_refused_with_their_name(animator, cast, proposal) -> None:
    claim(proposal=proposal, user=cast.administrator)
    answer = animator.post(url("claim", proposal), **JSON)
    assert answer.status_code == 409
    assert answer.json()["holder"] == {"text": "Gaëlle examine cette proposition", "isMine": False}
    page = animator.post(url("claim", proposal))
    assert page.url == url("proposal", proposal)
    assert "Gaëlle" in said(page)[0]
    assert animator.post(url("take-over", proposal)).status_code == 403
    assert Claim.objects.get().holder == cast.administrator


def test_an_administrator_takes_it_over(client, cast, proposal) -> None:
    claim(proposal=proposal, user=cast.animator)
    client.force_login(cast.administrator)
    assert client.post(url("take-over", proposal)).status_code == 302
    assert Claim.objects.get(ended_at=None).holder == cast.administrator


def test_leaving_it_leads_to_the_queue(animator, cast, proposal) -> None:
    claim(proposal=proposal, user=cast.animator)
    assert animator.post(url("release", proposal)).url == reverse("moderation:queue")
    assert Claim.objects.get().ending == Claim.Ending.LEFT
    assert animator.post(url("release", proposal), **JSON).json() == {"holder": None}


def test_what_is_closed_says_so(animator, cast, proposal) -> None:
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    for name in ("claim", "take-over"):
        assert animator.post(url(name, proposal)).status_code == 302
        assert animator.post(url(name, proposal), **JSON).status_code == 409
    assert not Claim.objects.exists()


@pytest.mark.parametrize("name", ACTS)
def test_outside_their_territory_nothing_is_said_to_exist(client, cast, proposal, name) -> None:
    for user in (cast.other_animator, cast.outsider):
        client.force_login(user)
        assert client.post(url(name, proposal)).status_code == 404


@pytest.mark.parametrize("name", ACTS)
def test_reading_changes_nothing(animator, proposal, name) -> None:
    assert animator.get(url(name, proposal)).status_code == 405
    assert not Claim.objects.exists()


@pytest.mark.parametrize("name", ACTS)
def test_a_form_of_another_site_is_refused(cast, proposal, name) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.animator)
    assert strict.post(url(name, proposal)).status_code == 403
    assert not Claim.objects.exists()


def test_who_lost_the_role_keeps_nothing_and_takes_nothing(animator, cast, proposal) -> None:
    """S8: the claim was open when the role was taken back."""
    claim(proposal=proposal, user=cast.animator)
    revoke_role(role=MemberRole.objects.get(user=cast.animator), by=cast.administrator)
    before = Claim.objects.get()
    for name in ACTS:
        assert animator.post(url(name, proposal), **JSON).status_code == 404
    assert Claim.objects.get().expires_at == before.expires_at
