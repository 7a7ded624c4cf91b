"""A refusal is taken back while its author appeals against it."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from contributions.models import Proposal
from moderation.appeals.errors import ClosedAppeal
from moderation.appeals.services import appeal_against_refusal, settle_appeal
from moderation.deciding.services import undo_decision
from moderation.errors import TooLate
from moderation.models import Appeal, Decision
from tests.at_once import Act, during
from tests.contributions.invariants import check_invariants
from tests.moderation.racing.acts import refusing
from tests.moderation.racing.conftest import REFUSALS

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

State = Proposal.State
while_uncommitted = partial(during, expected=(*REFUSALS, ClosedAppeal))


def overturning(appeal: Appeal, cast) -> Act:
    answer = "Vous avez raison : le tarif est bien celui-là."
    return partial(
        settle_appeal, appeal=appeal, by=cast.administrator, overturns=True, answer=answer
    )


@pytest.fixture
def refused(cast, proposal) -> Decision:
    return refusing(proposal, cast.animator)()


def undoing(decision: Decision) -> Act:
    return partial(undo_decision, decision=decision, moderator=decision.moderator)


def appealing(decision: Decision, cast) -> Act:
    text = "Le tarif est bien celui-là, je reviens de la boutique."
    return partial(appeal_against_refusal, decision=decision, author=cast.outsider, text=text)


def test_an_appeal_goes_with_the_refusal_that_is_undone(cast, proposal, refused) -> None:
    appeal, undone, waited = while_uncommitted(appealing(refused, cast), undoing(refused))
    assert waited
    assert isinstance(appeal, Appeal)
    assert isinstance(undone, Proposal)
    assert (undone.state, Appeal.objects.count()) == (State.PENDING, 0)
    check_invariants()


def test_there_is_nothing_to_appeal_against_once_it_is_undone(cast, proposal, refused) -> None:
    undone, appeal, waited = while_uncommitted(undoing(refused), appealing(refused, cast))
    assert waited
    assert isinstance(undone, Proposal)
    assert isinstance(appeal, PermissionDenied)
    assert not Appeal.objects.exists()
    check_invariants()


def test_an_answer_to_what_is_undone_comes_too_late(cast, proposal, refused) -> None:
    appeal = appealing(refused, cast)()
    undone, answered, waited = while_uncommitted(undoing(refused), overturning(appeal, cast))
    assert waited
    assert isinstance(undone, Proposal)
    assert isinstance(answered, ClosedAppeal)
    check_invariants()


def test_what_was_overturned_is_not_undone_as_well(cast, proposal, refused) -> None:
    appeal = appealing(refused, cast)()
    answered, undone, waited = while_uncommitted(overturning(appeal, cast), undoing(refused))
    assert waited
    assert isinstance(answered, Appeal)
    assert isinstance(undone, TooLate)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.version) == (State.PENDING, 2)
