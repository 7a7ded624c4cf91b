"""A decision is undone while somebody else decides on the same, or on the same page."""

from functools import partial

import pytest

from contributions.models import Proposal
from contributions.services import resubmit
from moderation.deciding.services import undo_agreement, undo_decision
from moderation.errors import TooLate
from moderation.models import Agreement, Decision
from notifications.models import Notice
from tests.at_once import Act
from tests.contributions.invariants import check_invariants
from tests.contributions.making import WHY, propose
from tests.moderation.deciding.making import PAYMENT
from tests.moderation.racing.acts import accepting, asking, refusing, title_of
from tests.moderation.racing.conftest import REFUSALS, while_uncommitted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

State = Proposal.State


def undoing(decision: Decision) -> Act:
    return partial(undo_decision, decision=decision, moderator=decision.moderator)


def test_decided_anew_while_it_is_undone(cast, offer, proposal) -> None:
    decision = refusing(proposal, cast.animator)()
    undone, decided, waited = while_uncommitted(
        undoing(decision), accepting(proposal, cast.administrator)
    )
    assert waited
    assert isinstance(undone, Proposal)
    assert isinstance(decided, Decision)
    assert Decision.objects.get() == decided
    assert title_of(offer) == "Voitures à louer"
    assert not Notice.objects.filter(kind="proposal_refused").exists()
    check_invariants()


@pytest.mark.parametrize("again", [refusing, accepting], ids=["refuse", "accept"])
def test_an_acceptance_undone_while_somebody_decides_again(cast, offer, proposal, again) -> None:
    ready = again(proposal, cast.administrator)
    decision = accepting(proposal, cast.animator)()
    undone, decided, waited = while_uncommitted(undoing(decision), ready)
    assert waited
    assert isinstance(undone, Proposal)
    assert isinstance(decided, Decision)
    assert Decision.objects.count() == 1
    assert (title_of(offer) == "Voitures à louer") == (again is accepting)
    check_invariants()


def test_undone_while_the_same_place_is_decided_on_again(cast, offer, proposal) -> None:
    decision = accepting(proposal, cast.animator)()
    other = propose(offer, cast.member, title="Autos à louer")
    decided, undone, waited = while_uncommitted(
        accepting(other, cast.administrator), undoing(decision)
    )
    assert waited
    assert isinstance(decided, Decision)
    assert isinstance(undone, TooLate)
    assert title_of(offer) == "Autos à louer"
    check_invariants()


def test_decided_on_while_the_same_place_is_undone(cast, offer, proposal) -> None:
    decision = accepting(proposal, cast.animator)()
    other = propose(offer, cast.member, title="Autos à louer")
    undone, decided, waited = while_uncommitted(
        undoing(decision), accepting(other, cast.administrator)
    )
    assert waited
    assert isinstance(undone, Proposal)
    # It was shown what the page said before it was undone.
    assert isinstance(decided, REFUSALS)
    assert title_of(offer) == offer.title
    check_invariants()


def test_undone_while_another_place_is_decided_on_keeps_both(cast, offer, proposal) -> None:
    decision = accepting(proposal, cast.animator)()
    other = propose(offer, cast.member, accessibility="Plain-pied")
    decided, undone, waited = while_uncommitted(
        accepting(other, cast.administrator), undoing(decision)
    )
    assert waited
    assert isinstance(decided, Decision)
    assert isinstance(undone, Proposal)
    offer.refresh_from_db()
    assert (offer.title != "Voitures à louer", offer.accessibility) == (True, "Plain-pied")
    check_invariants()


def test_undone_while_its_author_answers(cast, proposal) -> None:
    decision = asking(proposal, cast.animator)()
    answering = partial(
        resubmit,
        proposal=proposal,
        author=cast.outsider,
        version=1,
        changes={"title": "Autos à louer"},
        summary=WHY,
    )
    answered, undone, waited = while_uncommitted(answering, undoing(decision))
    assert waited
    assert answered.version == 2
    assert isinstance(undone, TooLate)
    check_invariants()


def test_an_agreement_taken_back_while_a_second_person_accepts(cast, offer) -> None:
    proposal = propose(offer, cast.outsider, fee_detail=PAYMENT)
    agreement = accepting(proposal, cast.animator)()
    _undone, answer, waited = while_uncommitted(
        partial(undo_agreement, agreement=agreement, moderator=cast.animator),
        accepting(proposal, cast.administrator),
    )
    assert waited
    assert isinstance(answer, Agreement)
    proposal.refresh_from_db()
    assert proposal.state == State.PENDING
    check_invariants()
