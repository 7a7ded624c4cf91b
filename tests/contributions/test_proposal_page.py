"""The page of one proposal, the list of one's own, and taking a proposal back."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from contributions.errors import ClosedProposal
from contributions.models import Proposal
from contributions.queries import waiting_on
from contributions.services import withdraw_proposal
from journal import outbox
from journal.models import AuditEvent, Outbox
from notifications.models import Notice
from offers.models.structures import AddressVisibility
from tests.contributions.making import propose

MINE = "contributions:mine"


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures <script>alert(1)</script>")


def page_of(proposal: Proposal) -> str:
    return reverse("contributions:proposal", args=[proposal.uuid])


def withdrawal_of(proposal: Proposal) -> str:
    return reverse("contributions:withdraw", args=[proposal.uuid])


@pytest.mark.parametrize("who", ["outsider", "publisher", "animator", "administrator"])
def test_those_concerned_read_it(client, cast, proposal, who) -> None:
    client.force_login(getattr(cast, who))
    response = client.get(page_of(proposal))
    page = response.content.decode()
    assert response.status_code == 200
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize("who", ["member", "other_animator"])
def test_others_find_nothing(client, cast, proposal, who) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(page_of(proposal)).status_code == 404


def test_a_visitor_is_sent_to_login(client, proposal) -> None:
    for url in (page_of(proposal), reverse(MINE)):
        assert client.get(url).status_code == 302


def test_an_unknown_proposal_is_not_found(client, cast, offer) -> None:
    client.force_login(cast.outsider)
    unknown = reverse("contributions:proposal", args=[uuid.uuid4()])
    assert client.get(unknown).status_code == 404


def test_an_address_protected_since_then_is_no_longer_shown(client, cast, offer) -> None:
    proposal = propose(offer, cast.outsider, street_address="14 rue Secrète", title="Autre titre")
    client.force_login(cast.outsider)
    assert "Secrète" in client.get(page_of(proposal)).content.decode()
    offer.visibility.address = AddressVisibility.COMMUNE
    offer.visibility.save()
    page = client.get(page_of(proposal)).content.decode()
    assert "Secrète" not in page
    assert "République" not in page
    assert "Autre titre" in page


def test_the_author_withdraws(client, cast, offer, proposal) -> None:
    assert waiting_on(offer.pk).count == 1
    client.force_login(cast.outsider)
    response = client.post(withdrawal_of(proposal))
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.WITHDRAWN
    assert proposal.decided_at is not None
    assert waiting_on(offer.pk).count == 0
    assert response.url == page_of(proposal)
    assert AuditEvent.objects.filter(action="proposal.withdrawn").count() == 1


def test_animators_are_no_longer_told_of_what_was_taken_back(cast, proposal) -> None:
    outbox.drain()
    assert Notice.objects.filter(kind="proposal_to_review").exists()
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    assert not Notice.objects.filter(kind="proposal_to_review").exists()
    assert not Outbox.objects.filter(topic="notice", cancelled_at=None, done_at=None).exists()


def test_what_was_taken_back_at_once_is_told_to_nobody(cast, proposal) -> None:
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    outbox.drain()
    assert not Notice.objects.filter(kind="proposal_to_review").exists()


@pytest.mark.parametrize("who", ["publisher", "animator"])
def test_nobody_withdraws_for_somebody_else(client, cast, proposal, who) -> None:
    client.force_login(getattr(cast, who))
    assert client.post(withdrawal_of(proposal)).status_code == 403
    with pytest.raises(PermissionDenied):
        withdraw_proposal(proposal=proposal, author=getattr(cast, who))
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.PENDING


def test_withdrawing_twice_says_so(client, cast, proposal) -> None:
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    with pytest.raises(ClosedProposal):
        withdraw_proposal(proposal=proposal, author=cast.outsider)
    client.force_login(cast.outsider)
    assert client.post(withdrawal_of(proposal)).status_code == 302


def test_reading_withdraws_nothing(client, cast, proposal) -> None:
    client.force_login(cast.outsider)
    assert client.get(withdrawal_of(proposal)).status_code == 405
    assert client.post(page_of(proposal)).status_code == 405


def test_ones_own_proposals_are_listed(client, cast, offer, proposal) -> None:
    propose(offer, cast.member, summary="Celle de quelqu'un d'autre", title="Ailleurs")
    client.force_login(cast.outsider)
    page = client.get(reverse(MINE)).content.decode()
    assert proposal.summary in page
    assert page_of(proposal) in page
    assert "quelqu'un d'autre" not in page
    assert "quelqu&#x27;un" not in page


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_costs_the_same_whatever_its_length(
    client, cast, offer, size, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        propose(offer, cast.outsider, fee_detail=f"{number} €")
    client.force_login(cast.outsider)
    client.get(reverse(MINE))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse(MINE))


LIST_QUERIES = 10
