"""What somebody looks at is decided by nobody else, unless nobody is there any more."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from contributions.models import Proposal
from moderation.claims.errors import HeldBySomebody
from moderation.claims.services import LEASE, claim
from moderation.deciding.services import (
    Item,
    Outcome,
    SeenVersion,
    accept_batch,
    accept_in_part,
    accept_proposal,
    ask_for_change,
    edit_and_accept,
    join_proposals,
    refuse_proposal,
    skip_proposal,
)
from moderation.models import Claim, Decision
from tests.contributions.making import propose

Act = Callable[[Proposal, Any], Any]


def _other(proposal: Proposal) -> Proposal:
    return Proposal.objects.exclude(pk=proposal.pk).get()


ACTS: dict[str, Act] = {
    "accept": lambda proposal, user: accept_proposal(
        proposal=proposal, moderator=user, seen=SeenVersion.of(proposal)
    ),
    "edit": lambda proposal, user: edit_and_accept(
        proposal=proposal,
        moderator=user,
        seen=SeenVersion.of(proposal),
        changes={"title": "Location de voitures"},
    ),
    "part": lambda proposal, user: accept_in_part(
        proposal=proposal, moderator=user, seen=SeenVersion.of(proposal), paths=["title"]
    ),
    "ask": lambda proposal, user: ask_for_change(
        proposal=proposal, moderator=user, version=1, message="Depuis quand ?"
    ),
    "refuse": lambda proposal, user: refuse_proposal(
        proposal=proposal, moderator=user, version=1, reason=Decision.Reason.OUTDATED
    ),
    "join": lambda proposal, user: join_proposals(
        proposal=proposal, into=_other(proposal), moderator=user, version=1
    ),
}


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    propose(offer, cast.member, fee_detail="9 €")
    return propose(offer, cast.outsider, title="Voitures à louer", fee_detail="10 €")


@pytest.mark.parametrize("name", ACTS)
def test_what_somebody_else_looks_at_is_not_decided(cast, proposal, name) -> None:
    claim(proposal=proposal, user=cast.administrator)
    with pytest.raises(HeldBySomebody, match="Gaëlle"):
        ACTS[name](proposal, cast.animator)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.version) == (Proposal.State.PENDING, 1)
    assert not Decision.objects.exists()
    assert Claim.objects.get().ending == ""


@pytest.mark.parametrize("name", ACTS)
def test_who_looks_at_it_decides_and_so_does_anybody_when_nobody_is_there(
    cast, proposal, name
) -> None:
    claim(proposal=proposal, user=cast.administrator, at=timezone.now() - LEASE)
    ACTS[name](proposal, cast.animator)
    assert Decision.objects.get().moderator == cast.animator


def test_leaving_aside_what_somebody_else_looks_at_is_free(cast, proposal) -> None:
    claim(proposal=proposal, user=cast.administrator)
    skip_proposal(proposal=proposal, moderator=cast.animator, version=1)
    assert Claim.objects.get().ending == ""


def test_of_several_decided_together_those_somebody_looks_at_are_named(cast, proposal) -> None:
    other = _other(proposal)
    claim(proposal=proposal, user=cast.administrator)
    items = [Item(one.uuid, SeenVersion.of(one)) for one in (proposal, other)]
    held, done = accept_batch(items=items, moderator=cast.animator)
    assert held.outcome not in (Outcome.DONE, Outcome.AGREED)
    assert "Gaëlle" in held.message
    assert done.outcome == Outcome.DONE
