"""Undoing what one just did: nobody was told, and all is as before."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contributions.models import ContactChange, Proposal, Report
from contributions.services import resubmit
from journal.models import AuditEvent
from moderation.deciding.services import (
    Refusal,
    ask_for_change,
    escalate_proposal,
    join_proposals,
    recuse,
    skip_proposal,
    undo_agreement,
    undo_aside,
    undo_escalation,
)
from moderation.errors import TooLate
from moderation.models import Agreement, Aside, Decision, Escalation
from moderation.permissions import can_decide
from notifications.following import follow
from notifications.models import Happening, Notice
from offers.models import OfferPage
from offers.publishing import publish_one
from offers.snapshots import snapshot
from offers.structures import structure_snapshot
from territories.models import MemberRole, Territory
from territories.services import revoke_role
from tests.contributions.actions.making import ask_of, page
from tests.contributions.invariants import check_invariants
from tests.contributions.making import WHY, ask, propose
from tests.factories import make_structure, offer_fields
from tests.moderation.deciding.making import PAYMENT, accept, edit, later, part, refuse, undo

State = Proposal.State


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer", languages_spoken=["ar", "fr"])


def live(offer) -> OfferPage:
    return OfferPage.objects.get(pk=offer.pk)


def test_an_acceptance_is_undone_as_if_it_had_not_been(offer, cast, proposal) -> None:
    before = snapshot(live(offer))
    decision = accept(proposal, cast.animator)
    undo(decision, cast.animator)
    proposal.refresh_from_db()
    assert snapshot(live(offer)) == before
    assert (proposal.state, proposal.decided_at, proposal.applied_revision) == (
        State.PENDING,
        None,
        None,
    )
    assert not Decision.objects.exists()
    check_invariants()
    later()
    assert not [one for one in mail.outbox if one.to == [cast.outsider.email]]


def test_it_can_be_accepted_again_and_then_its_author_is_told(offer, cast, proposal) -> None:
    undo(accept(proposal, cast.animator), cast.animator)
    accept(proposal, cast.animator)
    assert live(offer).title == "Voitures à louer"
    later()
    assert len([one for one in mail.outbox if one.to == [cast.outsider.email]]) == 1
    check_invariants()


def test_the_history_names_who_undid_it(offer, cast, proposal) -> None:
    accept(proposal, cast.animator)
    accepted = live(offer).live_revision_id
    undo(Decision.objects.get(), cast.animator)
    event = AuditEvent.objects.get(action="decision.undone")
    assert event.data["of"] == accepted
    assert live(offer).live_revision.user == cast.animator


def test_later_changes_elsewhere_on_the_page_stay(offer, cast, proposal) -> None:
    decision = accept(proposal, cast.animator)
    publish_one(offer=offer, fields={"fee_detail": "2 €"}, author=cast.publisher)
    undo(decision, cast.animator)
    assert (live(offer).title, live(offer).fee_detail) == (offer.title, "2 €")
    check_invariants()


def test_a_later_change_in_the_same_place_forbids_it(offer, cast, proposal) -> None:
    decision = accept(proposal, cast.animator)
    publish_one(offer=offer, fields={"title": "Autos du Causse"}, author=cast.publisher)
    with pytest.raises(TooLate):
        undo(decision, cast.animator)
    proposal.refresh_from_db()
    assert (proposal.state, live(offer).title) == (State.APPLIED, "Autos du Causse")
    check_invariants()


def test_only_who_decided_and_only_for_ten_seconds(cast, proposal) -> None:
    decision = accept(proposal, cast.animator)
    with pytest.raises(PermissionDenied):
        undo(decision, cast.administrator)
    with pytest.raises(PermissionDenied):
        undo(decision, cast.animator, after=11)
    undo(decision, cast.animator, after=9)
    with pytest.raises(TooLate):
        undo(decision, cast.animator)


def test_who_lost_the_role_undoes_nothing(cast, proposal) -> None:
    decision = accept(proposal, cast.animator)
    revoke_role(role=MemberRole.objects.get(user=cast.animator), by=cast.administrator)
    with pytest.raises(PermissionDenied):
        undo(decision, cast.animator)


def test_a_refusal_and_a_question_are_undone(cast, proposal) -> None:
    undo(refuse(proposal, cast.animator), cast.animator)
    asked = ask_for_change(
        proposal=proposal, moderator=cast.animator, version=1, message="Précisez."
    )
    undo(asked, cast.animator)
    proposal.refresh_from_db()
    assert proposal.state == State.PENDING
    later()
    assert not [one for one in mail.outbox if one.to == [cast.outsider.email]]
    check_invariants()


def test_a_question_that_was_answered_stays(cast, proposal) -> None:
    asked = ask_for_change(
        proposal=proposal, moderator=cast.animator, version=1, message="Précisez."
    )
    changes = {"title": "Autos à louer"}
    resubmit(proposal=proposal, author=cast.outsider, version=1, changes=changes, summary=WHY)
    with pytest.raises(TooLate):
        undo(asked, cast.animator)


def test_an_edit_is_undone_to_the_words_of_the_author(offer, cast, proposal) -> None:
    undo(edit(proposal, cast.animator, title="Location de voitures"), cast.animator)
    proposal.refresh_from_db()
    assert proposal.changes["title"] == "Voitures à louer"
    assert (proposal.version, proposal.state) == (3, State.PENDING)
    assert live(offer).title == offer.title
    check_invariants()


@pytest.mark.parametrize("refusal", [None, Refusal("outdated")])
def test_a_partial_acceptance_is_undone_into_one_proposal(offer, cast, proposal, refusal) -> None:
    parted = part(proposal, cast.animator, "title", refusal=refusal)
    whole = undo(parted.answer, cast.animator)
    assert whole == proposal
    whole.refresh_from_db()
    parted.part.refresh_from_db()
    assert set(whole.changes) == {"title", "languages_spoken"}
    assert (whole.state, parted.part.state) == (State.PENDING, State.JOINED)
    assert live(offer).title == offer.title
    check_invariants()
    accept(whole, cast.animator)
    assert live(offer).title == "Voitures à louer"
    check_invariants()


def test_a_joining_is_undone(offer, cast, proposal) -> None:
    other = propose(offer, cast.member, title="Autos à louer")
    joined = join_proposals(proposal=other, into=proposal, moderator=cast.animator, version=1)
    undo(joined, cast.animator)
    other.refresh_from_db()
    assert (other.state, other.joined_to) == (State.PENDING, None)
    assert not proposal.supports.exists()
    check_invariants()


def test_a_new_page_leaves_again_with_the_structure_that_came_with_it(offer, cast, client) -> None:
    new = {"name": "Garage du Larzac", "commune": "fr:commune:12202"}
    fields = {**offer_fields(title="Une autre offre"), "structure": new}
    proposal = ask(author=cast.outsider, action="create", changes=fields)
    decision = accept(proposal, cast.animator)
    proposal.refresh_from_db()
    made = proposal.offer
    undo(decision, cast.animator)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.offer) == (State.PENDING, None)
    assert page(client, made).status_code == 410
    made.structure.refresh_from_db()
    assert made.structure.state == "archived"
    accept(proposal, cast.animator)
    proposal.refresh_from_db()
    assert proposal.offer.live
    check_invariants()


def test_what_left_comes_back_and_what_came_back_leaves(offer, cast) -> None:
    leaving = ask_of(offer, cast.outsider, "archive")
    undo(accept(leaving, cast.animator), cast.animator)
    assert live(offer).live
    accept(leaving, cast.animator)
    coming = ask_of(offer, cast.member, "restore")
    undo(accept(coming, cast.animator), cast.animator)
    assert not live(offer).live
    check_invariants()


def test_a_move_is_undone(offer, cast) -> None:
    moving = ask_of(offer, cast.outsider, "move", home_territory="fr:department:69")
    home = offer.home_territory
    undo(accept(moving, cast.animator), cast.animator)
    assert live(offer).home_territory == home
    assert Territory.objects.get(pk=home.pk).uid == "fr:department:12"
    check_invariants()


def test_a_structure_says_again_what_it_said(cast) -> None:
    structure = make_structure(name="Garages du Causse")
    before = structure_snapshot(type(structure).objects.get(pk=structure.pk))
    proposal = ask(
        author=cast.outsider,
        target_kind="structure",
        target=structure,
        changes={"name": "Garage du Causse", "phone": "05 65 00 00 01"},
    )
    undo(accept(proposal, cast.animator), cast.animator)
    assert structure_snapshot(type(structure).objects.get(pk=structure.pk)) == before
    proposal.refresh_from_db()
    assert proposal.state == State.PENDING
    check_invariants()


def test_nobody_who_follows_or_was_the_contact_hears_of_it(offer, cast) -> None:
    publish_one(offer=offer, fields={"contact_email": "a@garage.example"}, author=cast.publisher)
    later()
    mail.outbox.clear()
    proposal = propose(offer, cast.outsider, contact_email="b@garage.example")
    follow(user=cast.member, page=("offer", offer.public_id), frequency="instant")
    decision = accept(proposal, cast.animator)
    assert ContactChange.objects.filter(told_to="a@garage.example").exists()
    undo(decision, cast.animator)
    later()
    later()
    told = {address for one in mail.outbox for address in one.to}
    assert not told & {"a@garage.example", cast.member.email}
    assert not Happening.objects.filter(act="offer.edited").exists()


def test_the_report_it_answered_waits_again(offer, cast, proposal) -> None:
    report = Report.objects.create(
        offer=offer,
        territory=offer.home_territory,
        reason=Report.Reason.OTHER,
        state=Report.State.CONVERTED,
        proposal=proposal,
        author=cast.member,
        due_at=timezone.now(),
    )
    decision = accept(proposal, cast.animator)
    report.refresh_from_db()
    assert report.closed_at is not None
    undo(decision, cast.animator)
    report.refresh_from_db()
    assert report.closed_at is None
    later()
    assert not Notice.objects.filter(kind="report_answered").exists()


def test_an_agreement_is_undone(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, fee_detail=PAYMENT)
    agreement = accept(proposal, cast.animator)
    with pytest.raises(PermissionDenied):
        undo_agreement(agreement=agreement, moderator=cast.administrator)
    undo_agreement(agreement=agreement, moderator=cast.animator)
    assert isinstance(accept(proposal, cast.administrator), Agreement)
    later()
    told = Notice.objects.filter(kind="proposal_to_second").values_list("recipient", flat=True)
    assert list(told) == [cast.animator.pk]
    with pytest.raises(TooLate):
        undo_agreement(agreement=agreement, moderator=cast.animator)


def test_who_left_a_proposal_comes_back(cast, proposal) -> None:
    aside = recuse(proposal=proposal, moderator=cast.animator, version=1)
    with pytest.raises(PermissionDenied):
        undo_aside(aside=aside, moderator=cast.administrator)
    late = timezone.now() + timedelta(seconds=11)
    with pytest.raises(PermissionDenied):
        undo_aside(aside=aside, moderator=cast.animator, at=late)
    undo_aside(aside=aside, moderator=cast.animator)
    assert can_decide(cast.animator, proposal)
    skipped = skip_proposal(proposal=proposal, moderator=cast.animator, version=1)
    undo_aside(aside=skipped, moderator=cast.animator, at=late)
    assert not Aside.objects.exists()


def test_an_escalation_is_undone(cast, proposal) -> None:
    escalation = escalate_proposal(
        proposal=proposal, moderator=cast.animator, version=1, message="Je ne sais pas."
    )
    undo_escalation(escalation=escalation, moderator=cast.animator)
    proposal.refresh_from_db()
    assert (proposal.escalated_to, proposal.escalates_at) == (None, proposal.due_at)
    assert not Escalation.objects.exists()
    assert not Notice.objects.filter(kind="proposal_escalated").exists()
    with pytest.raises(TooLate):
        undo_escalation(escalation=escalation, moderator=cast.animator)
