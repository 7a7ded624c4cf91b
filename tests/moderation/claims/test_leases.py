"""Taking, keeping, leaving and taking over a proposal: one person at a time, for 15 minutes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributions.errors import ClosedProposal
from contributions.services import withdraw_proposal
from journal.models import AuditEvent
from moderation.claims.errors import HeldBySomebody
from moderation.claims.queries import free_for, holding_of, holdings_of
from moderation.claims.services import (
    LEASE,
    claim,
    purge_claims,
    release,
    require_free,
    take_over,
)
from moderation.models import Claim
from moderation.queries import queue_of
from territories.models import MemberRole
from territories.services import revoke_role
from tests.contributions.making import propose
from tests.examples import tries

NOW = timezone.now()
MINUTE = timedelta(minutes=1)
Ending = Claim.Ending


def endings() -> list[str]:
    return list(Claim.objects.order_by("pk").values_list("ending", flat=True))


def test_a_claim_lasts_a_quarter_of_an_hour(cast, proposal) -> None:
    held = claim(proposal=proposal, user=cast.animator, at=NOW)
    assert held.expires_at == NOW + timedelta(minutes=15)
    assert holding_of(proposal, viewer=cast.animator, at=NOW).is_mine
    assert holding_of(proposal, viewer=cast.animator, at=NOW + LEASE) is None


def test_the_heartbeat_makes_the_lease_last(cast, proposal) -> None:
    claim(proposal=proposal, user=cast.animator, at=NOW)
    kept = claim(proposal=proposal, user=cast.animator, at=NOW + 10 * MINUTE)
    assert (kept.since, kept.expires_at) == (NOW, NOW + 10 * MINUTE + LEASE)
    assert Claim.objects.count() == 1


def test_a_heartbeat_that_comes_late_makes_no_lease_shorter(cast, proposal) -> None:
    claim(proposal=proposal, user=cast.animator, at=NOW)
    claim(proposal=proposal, user=cast.animator, at=NOW + 5 * MINUTE)
    late = claim(proposal=proposal, user=cast.animator, at=NOW + MINUTE)
    assert late.expires_at == NOW + 5 * MINUTE + LEASE


def test_of_two_the_second_is_told_who_looks_at_it(cast, proposal) -> None:
    claim(proposal=proposal, user=cast.animator, at=NOW)
    with pytest.raises(HeldBySomebody, match="Awa") as held:
        claim(proposal=proposal, user=cast.administrator, at=NOW + 14 * MINUTE)
    assert held.value.holder.name == "Awa"
    assert Claim.objects.get().holder == cast.animator


def test_after_its_time_anybody_may_have_it(cast, proposal) -> None:
    claim(proposal=proposal, user=cast.animator, at=NOW)
    taken = claim(proposal=proposal, user=cast.administrator, at=NOW + LEASE)
    assert (taken.holder, taken.since) == (cast.administrator, NOW + LEASE)
    assert endings() == [Ending.EXPIRED, ""]


def test_who_comes_back_after_its_time_has_it_again_when_nobody_took_it(cast, proposal) -> None:
    claim(proposal=proposal, user=cast.animator, at=NOW)
    again = claim(proposal=proposal, user=cast.animator, at=NOW + 3 * LEASE)
    assert again.expires_at == NOW + 4 * LEASE
    with pytest.raises(HeldBySomebody):
        claim(proposal=proposal, user=cast.administrator, at=NOW + 3 * LEASE)


def test_leaving_frees_it_at_once(cast, proposal) -> None:
    claim(proposal=proposal, user=cast.animator)
    assert release(proposal=proposal, user=cast.animator)
    assert endings() == [Ending.LEFT]
    claim(proposal=proposal, user=cast.administrator)


def test_nobody_leaves_what_somebody_else_holds(cast, proposal) -> None:
    claim(proposal=proposal, user=cast.animator)
    assert not release(proposal=proposal, user=cast.administrator)
    assert endings() == [""]


def test_an_administrator_takes_over_and_that_is_in_the_trail(cast, proposal) -> None:
    claim(proposal=proposal, user=cast.animator, at=NOW)
    taken = take_over(proposal=proposal, user=cast.administrator, at=NOW + 4 * MINUTE)
    assert taken.holder == cast.administrator
    assert endings() == [Ending.TAKEN_OVER, ""]
    event = AuditEvent.objects.get(action="claim.taken_over")
    assert event.data == {"version": 1, "minutes": 4}
    assert event.territory_path == proposal.territory.path
    with pytest.raises(HeldBySomebody):
        claim(proposal=proposal, user=cast.animator, at=NOW + 5 * MINUTE)


def test_an_animator_takes_over_only_what_is_over(cast, proposal) -> None:
    claim(proposal=proposal, user=cast.administrator, at=NOW)
    with pytest.raises(PermissionDenied, match="administrateur"):
        take_over(proposal=proposal, user=cast.animator, at=NOW + MINUTE)
    assert Claim.objects.get().holder == cast.administrator
    taken = take_over(proposal=proposal, user=cast.animator, at=NOW + LEASE)
    assert taken.holder == cast.animator
    assert not AuditEvent.objects.filter(action="claim.taken_over").exists()


def test_nobody_claims_outside_their_territory_nor_their_own(cast, proposal, offer) -> None:
    own = propose(offer, cast.animator, fee_detail="9 €")
    for user, what in (
        (cast.other_animator, proposal),
        (cast.outsider, proposal),
        (cast.animator, own),
    ):
        for act in (claim, take_over):
            with pytest.raises(PermissionDenied):
                act(proposal=what, user=user)
    assert not Claim.objects.exists()


def test_what_is_closed_is_not_claimed(cast, proposal) -> None:
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    for act in (claim, take_over):
        with pytest.raises(ClosedProposal):
            act(proposal=proposal, user=cast.animator)


def test_deciding_needs_no_claim_but_respects_that_of_others(cast, proposal) -> None:
    require_free(proposal=proposal, by=cast.animator, at=NOW)
    claim(proposal=proposal, user=cast.animator, at=NOW)
    require_free(proposal=proposal, by=cast.animator, at=NOW)
    with pytest.raises(HeldBySomebody):
        require_free(proposal=proposal, by=cast.administrator, at=NOW + 14 * MINUTE)
    require_free(proposal=proposal, by=cast.administrator, at=NOW + LEASE)


def test_who_may_no_longer_decide_keeps_nobody_waiting(cast, proposal) -> None:
    """S8: the role went while the claim was open, and nothing swept it yet."""
    claim(proposal=proposal, user=cast.animator, at=NOW)
    revoke_role(role=MemberRole.objects.get(user=cast.animator), by=cast.administrator)
    require_free(proposal=proposal, by=cast.administrator, at=NOW + MINUTE)
    claim(proposal=proposal, user=cast.administrator, at=NOW + MINUTE)
    assert endings() == [Ending.NOT_ALLOWED, ""]


def test_a_claim_never_hides_a_proposal_from_the_queue(cast, offer, proposal) -> None:
    other = propose(offer, cast.member, fee_detail="9 €")
    claim(proposal=proposal, user=cast.animator, at=NOW)
    for at in (NOW, NOW + 2 * LEASE):
        assert set(queue_of(cast.administrator)) == {proposal, other}
        free = free_for(queue_of(cast.administrator), cast.administrator, at=at)
        assert set(free) == ({other} if at == NOW else {proposal, other})
    assert set(free_for(queue_of(cast.animator), cast.animator, at=NOW)) == {proposal, other}


def test_who_looks_at_what_takes_one_query(
    cast, offer, proposal, django_assert_num_queries
) -> None:
    others = [propose(offer, cast.member, fee_detail=f"{n} €") for n in range(1, 5)]
    for one in (proposal, *others):
        claim(proposal=one, user=cast.animator)
    with django_assert_num_queries(1):
        found = holdings_of([one.pk for one in (proposal, *others)], viewer=cast.administrator)
    assert {holding.text for holding in found.values()} == {"Awa examine cette proposition"}
    assert len(found) == 5


def test_ended_claims_are_forgotten_after_a_month(cast, proposal) -> None:
    claim(proposal=proposal, user=cast.animator, at=NOW)
    release(proposal=proposal, user=cast.animator, at=NOW)
    claim(proposal=proposal, user=cast.animator, at=NOW)
    assert purge_claims(NOW + timedelta(days=29)) == 0
    assert purge_claims(NOW + timedelta(days=30)) == 1
    assert endings() == [""]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "release", "take_over"]),
        st.booleans(),
        st.integers(0, 20),
    ),
    max_size=12,
)


@settings(
    max_examples=tries(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS)
def test_whatever_they_do_at_most_one_holds_it_and_only_by_right(cast, proposal, acts) -> None:
    """The lease of one ends before that of another begins, and nobody loses theirs before its
    time but to themselves or an administrator."""
    Claim.objects.all().delete()
    now = NOW
    for name, is_administrator, minutes in acts:
        now += minutes * MINUTE
        user = cast.administrator if is_administrator else cast.animator
        before = holding_of(proposal, viewer=user, at=now)
        try:
            {"claim": claim, "release": release, "take_over": take_over}[name](
                proposal=proposal, user=user, at=now
            )
        except (HeldBySomebody, PermissionDenied):
            assert before
            assert not before.is_mine
        after = holding_of(proposal, viewer=user, at=now)
        assert Claim.objects.standing(at=now).count() <= 1
        if before and not before.is_mine and not (is_administrator and name == "take_over"):
            assert after == before
        if name == "release":
            assert not (after and after.is_mine)
