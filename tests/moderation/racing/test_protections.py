"""A page is protected while somebody decides on it: the one comes wholly before the other."""

from functools import partial
from typing import Any

import pytest

from contributions.gate import BarredAct
from contributions.models import Proposal
from moderation.deciding.services import undo_decision
from moderation.models import Decision, Protection
from moderation.protection.services import protect
from offers.models import OfferPage
from tests.at_once import Act
from tests.contributions.invariants import check_invariants
from tests.contributions.making import propose
from tests.moderation.racing.acts import accepting, editing, parting, title_of
from tests.moderation.racing.conftest import while_uncommitted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

State = Proposal.State
PUBLISHING = {
    "accept": accepting,
    "edit": lambda proposal, by: editing(proposal, by, title="Autos à louer"),
    "part": lambda proposal, by: parting(proposal, by, "title"),
}
each_act = pytest.mark.parametrize("act", PUBLISHING.values(), ids=PUBLISHING)


def protecting(offer: OfferPage, by: Any) -> Act:
    return partial(protect, target=offer, by=by, level="administrators", reason="vandalism")


@each_act
def test_decided_while_the_page_is_protected(cast, offer, proposal, act) -> None:
    _protection, decided, waited = while_uncommitted(
        protecting(offer, cast.administrator), act(proposal, cast.animator)
    )
    assert waited
    assert isinstance(decided, BarredAct)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.version) == (State.PENDING, 1)
    assert title_of(offer) == offer.title
    assert not Decision.objects.exists()
    check_invariants()


@each_act
def test_protected_while_it_is_decided(cast, offer, proposal, act) -> None:
    decided, protection, waited = while_uncommitted(
        act(proposal, cast.animator), protecting(offer, cast.administrator)
    )
    assert waited
    assert not isinstance(decided, Exception)
    assert protection == Protection.objects.get()
    assert title_of(offer) != offer.title
    other = propose(offer, cast.administrator, accessibility="Plain-pied")
    with pytest.raises(BarredAct):
        accepting(other, cast.animator)()
    check_invariants()


def test_undone_while_the_page_is_protected_is_undone_or_not_at_all(cast, offer, proposal) -> None:
    decision = accepting(proposal, cast.animator)()
    _protection, undone, waited = while_uncommitted(
        protecting(offer, cast.administrator),
        partial(undo_decision, decision=decision, moderator=cast.animator),
    )
    assert waited
    proposal.refresh_from_db()
    assert isinstance(undone, Exception) == (proposal.state == State.APPLIED)
    assert (title_of(offer) == offer.title) == (proposal.state == State.PENDING)
    check_invariants()
