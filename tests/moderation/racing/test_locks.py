"""Who holds a page never waits for who proposes on it, whichever texts are the same."""

from functools import partial

import pytest

from contributions import parting as parts
from contributions import reopening
from contributions.errors import TwinProposal
from contributions.models import Proposal
from moderation.deciding.services import Parted, undo_decision
from tests.contributions.invariants import check_invariants
from tests.contributions.making import propose
from tests.moderation.racing.acts import accepting, parting, title_of
from tests.moderation.racing.conftest import begin_before, while_uncommitted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

State = Proposal.State


def test_the_rest_is_being_proposed_by_itself(monkeypatch, cast, offer, proposal) -> None:
    part = parting(proposal, cast.animator, "title")
    alone = partial(propose, offer, cast.outsider, fee_detail="9 € par jour")
    others = begin_before(monkeypatch, parts, "_reduce", alone)
    assert isinstance(part(), Parted)
    assert isinstance(others[0].result, TwinProposal)
    proposal.refresh_from_db()
    assert proposal.changes == {"fee_detail": "9 € par jour"}
    check_invariants()


def test_what_is_undone_is_being_proposed_again(monkeypatch, cast, offer, proposal) -> None:
    decision = accepting(proposal, cast.animator)()
    again = partial(propose, offer, cast.outsider, accessibility="Plain-pied")
    others = begin_before(monkeypatch, reopening, "take_back", again)
    undo_decision(decision=decision, moderator=cast.animator)
    assert isinstance(others[0].result, Proposal)
    assert title_of(offer) == offer.title
    check_invariants()


def test_proposed_while_somebody_accepts_it_is_looked_at_again(cast, offer, proposal) -> None:
    _decided, proposed, waited = while_uncommitted(
        accepting(proposal, cast.animator),
        partial(propose, offer, cast.member, title="Autos à louer"),
    )
    assert waited
    assert proposed.state == State.PENDING
    check_invariants()
