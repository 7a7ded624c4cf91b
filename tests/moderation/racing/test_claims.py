"""A claim is taken over while its holder decides, or ends while somebody waits for it."""

from functools import partial

import pytest

from contributions.errors import ClosedProposal
from contributions.models import Proposal
from journal.models import AuditEvent
from moderation.claims.errors import HeldBySomebody
from moderation.claims.services import claim, release, take_over
from moderation.models import Claim, Decision
from tests.cast import Cast
from tests.contributions.invariants import check_invariants
from tests.moderation.racing.acts import accepting, asking, editing, refusing
from tests.moderation.racing.conftest import while_uncommitted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

DECIDING = {
    "accept": accepting,
    "edit": lambda proposal, by: editing(proposal, by, title="Autos à louer"),
    "refuse": refusing,
    "ask": asking,
}
each_act = pytest.mark.parametrize("act", DECIDING.values(), ids=DECIDING)


@pytest.fixture
def held(cast: Cast, proposal: Proposal) -> Proposal:
    """The animator looks at it."""
    claim(proposal=proposal, user=cast.animator)
    return proposal


@each_act
def test_decided_while_it_is_taken_over(cast, held, act) -> None:
    _taken, decided, waited = while_uncommitted(
        partial(take_over, proposal=held, user=cast.administrator), act(held, cast.animator)
    )
    assert waited
    assert isinstance(decided, HeldBySomebody)
    assert Claim.objects.unended().get().holder == cast.administrator
    assert AuditEvent.objects.filter(action="claim.taken_over").count() == 1
    assert not Decision.objects.exists()
    check_invariants()


@each_act
def test_taken_over_while_it_is_decided(cast, held, act) -> None:
    decided, taken, waited = while_uncommitted(
        act(held, cast.animator), partial(take_over, proposal=held, user=cast.administrator)
    )
    assert waited
    assert isinstance(decided, Decision)
    held.refresh_from_db()
    is_open = held.state in Proposal.OPEN
    assert isinstance(taken, Claim if is_open else ClosedProposal)
    # Nobody was there any more: nothing was taken over.
    assert not AuditEvent.objects.filter(action="claim.taken_over").exists()
    assert Claim.objects.unended().count() == is_open
    check_invariants()


def test_decided_by_another_while_the_holder_leaves(cast, held) -> None:
    left, decided, waited = while_uncommitted(
        partial(release, proposal=held, user=cast.animator), accepting(held, cast.administrator)
    )
    assert waited
    assert left
    assert isinstance(decided, Decision)
    assert not Claim.objects.unended().exists()


def test_a_heartbeat_while_somebody_takes_over_gives_nothing_back(cast, held) -> None:
    _taken, beat, waited = while_uncommitted(
        partial(take_over, proposal=held, user=cast.administrator),
        partial(claim, proposal=held, user=cast.animator),
    )
    assert waited
    assert isinstance(beat, HeldBySomebody)
    assert Claim.objects.unended().get().holder == cast.administrator
