"""Somebody is blocked while they propose: what began before stands, and nothing begins after."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from contributions.gate import BarredAct
from contributions.models import Proposal
from moderation.blocks.services import block_person
from moderation.models import Block
from offers.models import OfferPage
from tests.at_once import Act
from tests.contributions.invariants import check_invariants
from tests.contributions.making import propose
from tests.moderation.racing.acts import accepting, title_of
from tests.moderation.racing.conftest import while_uncommitted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _limits(settings: Any) -> None:
    settings.PROPOSAL_LIMITS = True


def blocking(user: Any, by: Any, offer: OfferPage) -> Act:
    return partial(
        block_person,
        by=by,
        user=user,
        territory=offer.home_territory,
        acts=["propose"],
        reason="spam",
        ends_at=timezone.now() + timedelta(days=1),
    )


def test_proposed_while_the_block_is_placed(cast, offer) -> None:
    _block, proposed, waited = while_uncommitted(
        blocking(cast.outsider, cast.administrator, offer),
        partial(propose, offer, cast.outsider, fee_detail="9 €"),
    )
    assert not waited
    assert proposed == Proposal.objects.get()
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider, title="Autos à louer")
    check_invariants()


def test_blocked_while_they_propose(cast, offer) -> None:
    proposed, block, waited = while_uncommitted(
        partial(propose, offer, cast.outsider, fee_detail="9 €"),
        blocking(cast.outsider, cast.administrator, offer),
    )
    assert not waited
    assert proposed == Proposal.objects.get()
    assert block == Block.objects.get()
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider, title="Autos à louer")
    check_invariants()


def test_blocked_while_somebody_accepts_what_they_proposed(cast, offer, proposal) -> None:
    accepted, block, waited = while_uncommitted(
        accepting(proposal, cast.animator), blocking(cast.outsider, cast.administrator, offer)
    )
    assert not waited
    assert not isinstance(accepted, Exception)
    assert block == Block.objects.get()
    assert title_of(offer) == "Voitures à louer"
    check_invariants()


def test_who_was_blocked_is_refused_and_nothing_counts(cast, offer) -> None:
    blocking(cast.outsider, cast.administrator, offer)()
    paces = cast.outsider.paces.count()
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider, title="Autos à louer")
    assert cast.outsider.paces.count() == paces
    assert not Proposal.objects.exists()
