"""Animators who act at the same moment, on a real PostgreSQL: one act wins, whole, and the other
is told; nothing is published twice, nor half."""

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contributions.errors import ClosedProposal, NoChange, NotNow, StaleVersion, TwinProposal
from contributions.models import Proposal
from contributions.services import resubmit, withdraw_proposal
from moderation.deciding.jobs import escalate_what_is_late
from moderation.deciding.services import (
    Item,
    Outcome,
    Refusal,
    SeenVersion,
    accept_batch,
    escalate_proposal,
    join_proposals,
    recuse,
    undo_agreement,
    undo_decision,
)
from moderation.errors import ProposalInConflict, TooLate
from moderation.models import Agreement, Decision, Escalation
from notifications.models import Notice
from offers.models import OfferPage
from offers.publishing import archive_offer, publish_one
from offers.validation import InvalidFields
from territories.models import MemberRole
from territories.services import revoke_role
from tests.at_once import Act, at_once
from tests.contributions.invariants import check_invariants, check_proposals
from tests.contributions.making import WHY, propose
from tests.factories import make_offer
from tests.moderation.deciding.making import PAYMENT, accept
from tests.moderation.racing.acts import accepting, editing, parting, refusing

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

State = Proposal.State
REFUSALS = (
    ClosedProposal,
    InvalidFields,
    NoChange,
    NotNow,
    PermissionDenied,
    ProposalInConflict,
    StaleVersion,
    TooLate,
    TwinProposal,
)
together = partial(at_once, expected=REFUSALS)


def done(results: list[Any]) -> int:
    return sum(not isinstance(result, Exception) for result in results)


def live(offer: OfferPage) -> OfferPage:
    return OfferPage.objects.get(pk=offer.pk)


def test_an_edit_and_an_acceptance_publish_one_of_them(cast, offer, proposal) -> None:
    edit = editing(proposal, cast.animator, title="Location de voitures")
    assert done(together(edit, accepting(proposal, cast.administrator))) == 1
    assert live(offer).title in {"Location de voitures", "Voitures à louer"}
    assert Decision.objects.count() == 1
    check_invariants()


def test_two_parts_taken_at_once_are_one(cast, offer, proposal) -> None:
    results = together(
        parting(proposal, cast.animator, "title"),
        parting(proposal, cast.administrator, "fee_detail", refusal=Refusal("outdated")),
    )
    assert done(results) == 1
    assert Proposal.objects.filter(part_of=proposal).count() == 1
    check_invariants()


@pytest.mark.parametrize("other", [refusing, accepting, "withdraw", "resubmit"])
def test_a_part_and_another_end(cast, offer, proposal, other) -> None:
    acts: dict[Any, Act] = {
        "withdraw": lambda: withdraw_proposal(proposal=proposal, author=cast.outsider),
        "resubmit": lambda: resubmit(
            proposal=proposal,
            author=cast.outsider,
            version=1,
            changes={"title": "Autos à louer"},
            summary=WHY,
        ),
    }
    act = acts[other] if other in acts else other(proposal, cast.administrator)
    results = together(parting(proposal, cast.animator, "title"), act)
    # Whoever takes back what is left of it may do so once the part is live.
    assert done(results) == 1 or (other == "withdraw" and done(results) == 2)
    check_invariants()


def test_two_who_agree_at_once_publish_once(cast, offer) -> None:
    proposal = propose(offer, cast.outsider, fee_detail=PAYMENT)
    results = together(accepting(proposal, cast.animator), accepting(proposal, cast.administrator))
    assert {type(one) for one in results} == {Agreement, Decision}
    assert live(offer).fee_detail == PAYMENT
    check_invariants()


def test_one_who_agrees_twice_at_once_publishes_nothing(cast, offer) -> None:
    proposal = propose(offer, cast.outsider, fee_detail=PAYMENT)
    together(*[accepting(proposal, cast.animator)] * 4)
    assert live(offer).fee_detail == offer.fee_detail
    assert Agreement.objects.count() == 1
    check_invariants()


def test_who_takes_their_agreement_back_while_a_second_accepts(cast, offer) -> None:
    proposal = propose(offer, cast.outsider, fee_detail=PAYMENT)
    agreement = accept(proposal, cast.animator)
    together(
        lambda: undo_agreement(agreement=agreement, moderator=cast.animator),
        accepting(proposal, cast.administrator),
    )
    proposal.refresh_from_db()
    assert (live(offer).fee_detail == PAYMENT) == (proposal.state == State.APPLIED)
    check_invariants()


def test_joined_into_each_other_at_once_one_stays(cast, offer, proposal) -> None:
    other = propose(offer, cast.member, title="Autos à louer")
    results = together(
        lambda: join_proposals(proposal=other, into=proposal, moderator=cast.animator, version=1),
        lambda: join_proposals(
            proposal=proposal, into=other, moderator=cast.administrator, version=1
        ),
    )
    assert done(results) == 1
    assert Proposal.objects.open().count() == 1
    check_invariants()


def test_joined_into_what_is_accepted_at_once(cast, offer, proposal) -> None:
    other = propose(offer, cast.member, title="Autos à louer")
    together(
        lambda: join_proposals(proposal=other, into=proposal, moderator=cast.animator, version=1),
        accepting(proposal, cast.administrator),
    )
    other.refresh_from_db()
    if other.state == State.JOINED:
        assert Notice.objects.filter(recipient=cast.member, kind="support_answered").exists()
    check_invariants()


def test_undone_twice_at_once_is_undone_once(cast, offer, proposal) -> None:
    decision = accept(proposal, cast.animator)
    undoing: Act = lambda: undo_decision(decision=decision, moderator=cast.animator)  # noqa: E731
    assert done(together(undoing, undoing)) == 1
    assert live(offer).title == offer.title
    check_invariants()


def test_undone_while_the_page_changes(cast, offer, proposal) -> None:
    decision = accept(proposal, cast.animator)
    together(
        lambda: undo_decision(decision=decision, moderator=cast.animator),
        lambda: publish_one(offer=offer, fields={"title": "Autos"}, author=cast.publisher),
        accepting(propose(offer, cast.member, accessibility="Plain-pied"), cast.administrator),
    )
    proposal.refresh_from_db()
    if proposal.state == State.APPLIED:
        assert live(offer).title == "Autos"
    assert live(offer).accessibility == "Plain-pied"
    check_invariants()


def test_accepted_or_revoked_never_both_after(cast, offer, proposal) -> None:
    role = MemberRole.objects.get(user=cast.animator)
    together(
        accepting(proposal, cast.animator),
        lambda: revoke_role(role=role, by=cast.administrator),
    )
    proposal.refresh_from_db()
    assert (live(offer).title == "Voitures à louer") == (proposal.state == State.APPLIED)
    with pytest.raises((PermissionDenied, ClosedProposal)):
        accept(proposal, cast.animator)
    check_invariants()


def test_accepted_or_recused_not_both(cast, offer, proposal) -> None:
    results = together(
        accepting(proposal, cast.animator),
        lambda: recuse(proposal=proposal, moderator=cast.animator, version=1),
    )
    assert done(results) == 1
    check_invariants()


@pytest.mark.parametrize("act", ["publish", "archive"])
def test_edited_while_the_page_moves(cast, offer, proposal, act) -> None:
    moves: dict[str, Act] = {
        "publish": lambda: publish_one(
            offer=offer, fields={"title": "Autos"}, author=cast.publisher
        ),
        "archive": lambda: archive_offer(offer=offer, actor=cast.administrator),
    }
    results = together(editing(proposal, cast.animator, title="Location"), moves[act])
    proposal.refresh_from_db()
    if isinstance(results[0], Exception):
        assert proposal.state != State.APPLIED
        assert proposal.versions.count() == 1
    check_proposals()


def test_a_batch_of_fifty_with_three_stale(cast, offer) -> None:
    pages = [make_offer(structure=cast.structure, title=f"Offre {n}") for n in range(50)]
    proposals = [propose(page, cast.outsider, fee_detail="9 €") for page in pages]
    items = [Item(one.uuid, SeenVersion.of(one)) for one in proposals]
    for page in pages[10:13]:
        publish_one(offer=page, fields={"fee_detail": "2 €"}, author=cast.publisher)
    results = accept_batch(items=items, moderator=cast.animator)
    outcomes = [one.outcome for one in results]
    assert outcomes.count(Outcome.DONE) == 47
    assert outcomes[10:13] == [Outcome.STALE] * 3
    assert Proposal.objects.filter(state=State.APPLIED).count() == 47
    check_invariants()


def test_two_batches_of_the_same_at_once_decide_each_once(cast, offer) -> None:
    pages = [make_offer(structure=cast.structure, title=f"Offre {n}") for n in range(8)]
    proposals = [propose(page, cast.outsider, fee_detail="9 €") for page in pages]
    items = [Item(one.uuid, SeenVersion.of(one)) for one in proposals]
    mine, theirs = together(
        lambda: accept_batch(items=items, moderator=cast.animator),
        lambda: accept_batch(items=list(reversed(items)), moderator=cast.administrator),
    )
    outcomes = [one.outcome for one in (*mine, *theirs)]
    assert outcomes.count(Outcome.DONE) == len(proposals)
    assert Decision.objects.count() == len(proposals)
    check_invariants()


def test_the_clock_and_an_animator_bring_up_once_each(cast, offer, proposal) -> None:
    late = timezone.now().replace(year=2100)
    together(
        lambda: escalate_what_is_late(late),
        lambda: escalate_what_is_late(late),
        lambda: escalate_proposal(
            proposal=proposal, moderator=cast.animator, version=1, message="À voir."
        ),
    )
    assert Escalation.objects.count() == 1
    check_invariants()
