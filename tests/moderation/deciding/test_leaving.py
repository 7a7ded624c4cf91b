"""Leaving a proposal to others: for a day, or for good."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contributions.errors import ClosedProposal, StaleVersion
from contributions.models import Proposal
from moderation.deciding.leaving import SKIPPED_FOR
from moderation.deciding.queries import could_join, for_person
from moderation.deciding.services import recuse, skip_proposal
from moderation.models import Aside
from moderation.permissions import can_decide
from tests.contributions.making import propose
from tests.moderation.deciding.making import PAYMENT, accept, refuse


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer")


def queue(user, *, at=None) -> dict[int, bool]:
    rows = for_person(Proposal.objects.to_decide(), user, at=at or timezone.now())
    return {one.pk: getattr(one, "is_skipped", False) for one in rows}


def test_what_is_skipped_comes_last_for_a_day(cast, proposal) -> None:
    skip_proposal(proposal=proposal, moderator=cast.animator, version=1)
    skip_proposal(proposal=proposal, moderator=cast.animator, version=1)
    assert queue(cast.animator) == {proposal.pk: True}
    assert queue(cast.administrator) == {proposal.pk: False}
    assert queue(cast.animator, at=timezone.now() + SKIPPED_FOR * 2) == {proposal.pk: False}
    assert can_decide(cast.animator, proposal)


def test_what_is_left_for_good_is_gone_and_cannot_be_decided(cast, proposal) -> None:
    recuse(proposal=proposal, moderator=cast.animator, version=1)
    assert queue(cast.animator) == {}
    assert queue(cast.administrator) == {proposal.pk: False}
    assert not can_decide(cast.animator, proposal)
    with pytest.raises(PermissionDenied):
        accept(proposal, cast.animator)
    skip_proposal(proposal=proposal, moderator=cast.animator, version=1)
    assert Aside.objects.get().kind == Aside.Kind.RECUSE
    accept(proposal, cast.administrator)


def test_who_leaves_for_good_no_longer_agrees(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, fee_detail=PAYMENT)
    accept(proposal, cast.animator)
    recuse(proposal=proposal, moderator=cast.animator, version=1)
    assert not proposal.agreements.exists()


def test_what_one_accepted_waits_for_others_only(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, fee_detail=PAYMENT)
    accept(proposal, cast.animator)
    assert queue(cast.animator) == {}
    assert queue(cast.administrator) == {proposal.pk: False}


@pytest.mark.parametrize("act", [skip_proposal, recuse])
def test_refusals(cast, proposal, act) -> None:
    with pytest.raises(PermissionDenied):
        act(proposal=proposal, moderator=cast.other_animator, version=1)
    with pytest.raises(StaleVersion):
        act(proposal=proposal, moderator=cast.animator, version=2)
    refuse(proposal, cast.animator)
    with pytest.raises(ClosedProposal):
        act(proposal=proposal, moderator=cast.animator, version=1)
    assert not Aside.objects.exists()


@pytest.mark.parametrize("size", [1, 6])
def test_the_queue_costs_the_same(offer, cast, size, django_assert_num_queries) -> None:
    for number in range(size):
        propose(offer, cast.outsider, title=f"Voitures à louer {number}")
    with django_assert_num_queries(2):
        assert len(queue(cast.animator, at=timezone.now() + timedelta(hours=1))) == size


def test_what_could_be_joined(offer, cast, proposal) -> None:
    other = propose(offer, cast.member, title="Autos à louer")
    assert list(could_join(proposal)) == [other]
