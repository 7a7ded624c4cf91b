"""S8: a right is that of the moment of the commit; whoever takes it back waits for what began."""

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from contributions.models import Proposal
from journal.audit import actor_reference
from moderation.claims.services import claim
from moderation.deciding.services import Item, Outcome, SeenVersion, accept_batch
from moderation.models import Agreement, Decision
from territories.models import MemberRole
from territories.services import grant_role, revoke_role
from tests.at_once import Act, at_once
from tests.cast import Cast
from tests.contributions.invariants import check_invariants
from tests.contributions.making import propose
from tests.moderation.deciding.making import PAYMENT
from tests.moderation.racing.acts import (
    accepting,
    asking,
    editing,
    parting,
    refusing,
    title_of,
)
from tests.moderation.racing.conftest import REFUSALS, while_uncommitted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

State = Proposal.State
DECIDING = {
    "accept": accepting,
    "edit": lambda proposal, by: editing(proposal, by, title="Autos à louer"),
    "part": lambda proposal, by: parting(proposal, by, "title"),
    "refuse": refusing,
    "ask": asking,
}
each_act = pytest.mark.parametrize("act", DECIDING.values(), ids=DECIDING)


def revoking(cast: Cast, user: Any) -> Act:
    role = MemberRole.objects.get(user=user)
    return partial(revoke_role, role=role, by=cast.administrator)


@each_act
def test_while_the_role_is_taken_back_nothing_is_decided(cast, offer, proposal, act) -> None:
    _revoked, decided, waited = while_uncommitted(
        revoking(cast, cast.animator), act(proposal, cast.animator)
    )
    assert waited
    assert isinstance(decided, PermissionDenied)
    proposal.refresh_from_db()
    assert proposal.state == State.PENDING
    assert title_of(offer) == offer.title
    assert not Decision.objects.exists()
    check_invariants()


@each_act
def test_what_was_decided_before_stands_and_taking_back_waits_for_it(cast, proposal, act) -> None:
    decided, revoked, waited = while_uncommitted(
        act(proposal, cast.animator), revoking(cast, cast.animator)
    )
    assert waited
    assert not isinstance(decided, Exception)
    assert revoked.revoked_at is not None
    assert Decision.objects.get().at < MemberRole.objects.get(user=cast.animator).revoked_at
    check_invariants()


def test_a_batch_decides_nothing_after_the_role(cast, offer, proposal) -> None:
    other = propose(offer, cast.member, accessibility="Plain-pied")
    items = [Item(one.uuid, SeenVersion.of(one)) for one in (proposal, other)]
    _revoked, results, waited = while_uncommitted(
        revoking(cast, cast.animator), partial(accept_batch, items=items, moderator=cast.animator)
    )
    assert waited
    assert [one.outcome for one in results] == [Outcome.DENIED] * 2
    assert not Decision.objects.exists()


def test_who_agreed_and_lost_their_role_is_no_second(cast, offer) -> None:
    proposal = propose(offer, cast.outsider, fee_detail=PAYMENT)
    accepting(proposal, cast.animator)()
    _revoked, answer, waited = while_uncommitted(
        revoking(cast, cast.animator), accepting(proposal, cast.administrator)
    )
    assert waited
    assert isinstance(answer, Agreement)
    proposal.refresh_from_db()
    assert proposal.state == State.PENDING


def test_a_role_made_longer_while_its_holder_decides(cast, proposal) -> None:
    role = MemberRole.objects.get(user=cast.animator)
    renewing = partial(
        grant_role,
        user=cast.animator,
        role=role.role,
        territory=role.territory,
        granted_by=cast.administrator,
    )
    results = at_once(accepting(proposal, cast.animator), renewing)
    assert not [one for one in results if isinstance(one, Exception)]
    check_invariants()


def test_two_who_decide_at_once_do_not_wait_for_each_other(cast, offer, proposal) -> None:
    """Nor does one who decides on several things at once, for themselves."""
    other = propose(offer, cast.member, accessibility="Plain-pied")
    # Made by the first act of a person ever, for which a second one waits.
    actor_reference(cast.animator)
    one, two, waited = while_uncommitted(
        refusing(proposal, cast.animator), refusing(other, cast.animator)
    )
    assert not waited
    assert isinstance(one, Decision)
    assert isinstance(two, Decision)


def test_two_who_each_hold_what_the_other_decides_on_are_both_told(cast, offer, proposal) -> None:
    other = propose(offer, cast.member, accessibility="Plain-pied")
    claim(proposal=proposal, user=cast.administrator)
    claim(proposal=other, user=cast.animator)
    for _turn in range(10):
        results = at_once(
            accepting(proposal, cast.animator),
            accepting(other, cast.administrator),
            expected=REFUSALS,
        )
        assert all(isinstance(one, REFUSALS) for one in results)
    check_invariants()


def test_two_who_each_second_the_other_publish_both(cast, offer) -> None:
    one = propose(offer, cast.outsider, fee_detail=PAYMENT)
    two = propose(offer, cast.member, summary="Le virement est demandé.", accessibility=PAYMENT)
    assert "payment" in two.risk_reasons
    accepting(one, cast.animator)()
    accepting(two, cast.administrator)()
    at_once(accepting(one, cast.administrator), accepting(two, cast.animator))
    assert set(Proposal.objects.values_list("state", flat=True)) == {State.APPLIED}
    check_invariants()
