"""What ends a claim: a decision, a withdrawal, the end of a session, of a role, of its time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.privacy import erase_account, export_account
from contributions.models import Proposal
from contributions.previews import preview
from contributions.services import withdraw_proposal
from journal.clock import run_due
from moderation.claims.services import LEASE, claim
from moderation.deciding.escalating import bring_up
from moderation.deciding.services import (
    SeenVersion,
    accept_proposal,
    ask_for_change,
    recuse,
    refuse_proposal,
    skip_proposal,
)
from moderation.models import Claim, Decision
from territories.models import MemberRole
from territories.services import revoke_role
from tests.contributions.making import propose

Ending = Claim.Ending


@pytest.fixture
def held(cast, proposal) -> Claim:
    return claim(proposal=proposal, user=cast.animator)


def ending(held: Claim) -> str:
    held.refresh_from_db()
    return held.ending


def test_accepting_ends_it(cast, proposal, held) -> None:
    seen = SeenVersion(1, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=cast.animator, seen=seen)
    assert ending(held) == Ending.DECIDED


def test_refusing_ends_it(cast, proposal, held) -> None:
    reason = Decision.Reason.OUTDATED
    refuse_proposal(proposal=proposal, moderator=cast.animator, version=1, reason=reason)
    assert ending(held) == Ending.DECIDED


def test_asking_for_a_change_ends_it(cast, proposal, held) -> None:
    ask_for_change(proposal=proposal, moderator=cast.animator, version=1, message="Le tarif ?")
    assert ending(held) == Ending.DECIDED


def test_its_author_ends_it_by_taking_the_proposal_back(cast, proposal, held) -> None:
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    assert ending(held) == Ending.DECIDED


def test_skipping_and_recusing_end_only_the_claim_of_who_leaves(cast, proposal, held) -> None:
    for leave in (skip_proposal, recuse):
        leave(proposal=proposal, moderator=cast.administrator, version=1)
        assert ending(held) == ""
    skip_proposal(proposal=proposal, moderator=cast.animator, version=1)
    assert ending(held) == Ending.LEFT


def test_the_clock_that_brings_it_up_disturbs_nobody(cast, proposal, held) -> None:
    bring_up(proposal, at=timezone.now())
    assert ending(held) == ""


def test_signing_out_ends_all_of_theirs(client, cast, offer, proposal, held) -> None:
    other = propose(offer, cast.member, fee_detail="9 €")
    theirs = claim(proposal=other, user=cast.administrator)
    client.force_login(cast.animator)
    client.logout()
    assert ending(held) == Ending.SIGNED_OUT
    assert ending(theirs) == ""


def test_the_end_of_a_role_ends_it(cast, held, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        revoke_role(role=MemberRole.objects.get(user=cast.animator), by=cast.administrator)
    assert ending(held) == Ending.NOT_ALLOWED


def test_a_closed_account_ends_it(cast, held, django_capture_on_commit_callbacks) -> None:
    cast.animator.is_active = False
    with django_capture_on_commit_callbacks(execute=True):
        cast.animator.save(update_fields=["is_active"])
    assert ending(held) == Ending.NOT_ALLOWED


def test_the_clock_ends_it_when_its_time_is_over(held) -> None:
    run_due(held.since + LEASE - timedelta(seconds=1))
    assert ending(held) == ""
    run_due(held.since + LEASE + timedelta(minutes=2))
    assert ending(held) == Ending.EXPIRED


def test_an_erased_account_leaves_no_claim_and_the_proposal_free(cast, proposal, held) -> None:
    assert export_account(cast.animator)["held_claims"] == [
        {"proposal": str(proposal.uuid), "since": held.since.isoformat(), "ended": None}
    ]
    erase_account(user=cast.animator, by="self")
    assert not Claim.objects.exists()
    claim(proposal=Proposal.objects.get(), user=cast.administrator, at=timezone.now())
