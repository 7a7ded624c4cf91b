"""C7: several people, or one in several tabs, at once, on a real PostgreSQL."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contributions.errors import ClosedProposal
from contributions.models import Proposal
from contributions.services import withdraw_proposal
from journal.models import AuditEvent
from moderation.claims.errors import HeldBySomebody
from moderation.claims.jobs import expire
from moderation.claims.services import LEASE, claim, end_claims, release, take_over
from moderation.models import Claim
from territories.models import MemberRole, Territory
from territories.services import grant_role, revoke_role
from tests.at_once import at_once, need_postgresql
from tests.cast import make_cast, make_user
from tests.contributions.making import propose
from tests.factories import make_offer

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

together = partial(at_once, expected=(HeldBySomebody, ClosedProposal, PermissionDenied))


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only, transactional_db, words):
    return make_cast()


@pytest.fixture
def proposal(cast) -> Proposal:
    offer = make_offer(structure=cast.structure, author=cast.publisher)
    return propose(offer, cast.outsider, title="Voitures à louer")


@pytest.fixture
def animators(cast) -> list:
    here = Territory.objects.get(uid="fr:department:12")
    people = [make_user(f"a{n}@example.org", f"A{n}", second_factor=True) for n in range(8)]
    for user in people:
        grant_role(user=user, role=MemberRole.Role.ANIMATOR, territory=here)
    return people


def test_of_eight_who_claim_one_has_it(proposal, animators) -> None:
    results = together(*(partial(claim, proposal=proposal, user=user) for user in animators))
    taken = [one for one in results if isinstance(one, Claim)]
    assert len(taken) == 1
    assert sum(isinstance(one, HeldBySomebody) for one in results) == 7
    assert Claim.objects.get() == taken[0]


def test_of_eight_who_claim_what_is_over_one_has_it(cast, proposal, animators) -> None:
    claim(proposal=proposal, user=cast.administrator, at=timezone.now() - 2 * LEASE)
    results = together(
        partial(expire, timezone.now()),
        *(partial(claim, proposal=proposal, user=user) for user in animators),
    )
    assert sum(isinstance(one, Claim) for one in results) == 1
    assert Claim.objects.unended().count() == 1
    assert Claim.objects.get(holder=cast.administrator).ending == Claim.Ending.EXPIRED


def test_one_in_eight_tabs_holds_one_lease(cast, proposal) -> None:
    now = timezone.now()
    beats = [now + timedelta(seconds=n) for n in range(8)]
    together(*(partial(claim, proposal=proposal, user=cast.animator, at=at) for at in beats))
    held = Claim.objects.get()
    assert held.expires_at == beats[-1] + LEASE


def test_a_heartbeat_and_a_take_over_end_with_one_holder(cast, proposal) -> None:
    for _round in range(5):
        Claim.objects.all().delete()
        claim(proposal=proposal, user=cast.animator)
        together(
            partial(claim, proposal=proposal, user=cast.animator),
            partial(take_over, proposal=proposal, user=cast.administrator),
            partial(claim, proposal=proposal, user=cast.animator),
        )
        assert Claim.objects.unended().get().holder == cast.administrator
    assert AuditEvent.objects.filter(action="claim.taken_over").count() == 5


def test_a_claim_and_a_withdrawal_leave_no_claim_on_what_is_closed(cast, proposal) -> None:
    together(
        partial(claim, proposal=proposal, user=cast.animator),
        partial(withdraw_proposal, proposal=proposal, author=cast.outsider),
    )
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.WITHDRAWN
    assert not Claim.objects.unended().exists()


def test_a_claim_and_the_end_of_the_role_leave_nothing_held(cast, proposal) -> None:
    role = MemberRole.objects.get(user=cast.animator)
    claim(proposal=proposal, user=cast.animator)
    together(
        partial(claim, proposal=proposal, user=cast.animator),
        partial(revoke_role, role=role, by=cast.administrator),
    )
    with pytest.raises(PermissionDenied):
        claim(proposal=proposal, user=cast.animator)
    claim(proposal=proposal, user=cast.administrator)


def test_leaving_and_expiring_and_signing_out_end_it_once(cast, proposal) -> None:
    claim(proposal=proposal, user=cast.animator)
    mine = Claim.objects.filter(holder=cast.animator)
    results = together(
        partial(release, proposal=proposal, user=cast.animator),
        partial(expire, timezone.now() + 2 * LEASE),
        partial(end_claims, mine, Claim.Ending.SIGNED_OUT, at=timezone.now()),
    )
    held = Claim.objects.get()
    assert held.ended_at is not None
    assert int(bool(results[0])) + results[2] <= 1
