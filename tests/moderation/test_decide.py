"""Accepting and refusing a proposal: what is published is what was shown."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import Revision

from contributions.errors import ClosedProposal, StaleVersion
from contributions.models import Proposal
from contributions.previews import preview
from contributions.services import withdraw_proposal
from journal.models import AuditEvent
from journal.outbox import drain
from moderation.deciding.services import SeenVersion, accept_proposal, refuse_proposal
from moderation.errors import MissingReason, MissingVersion, ProposalInConflict
from moderation.models import Decision
from moderation.permissions import can_decide
from notifications.models import Notice
from offers.models import OfferPage, PublicOffer
from offers.publishing import publish_one
from offers.services import add_member
from territories.models import MemberRole
from territories.services import revoke_role
from tests.contributions.making import ask, propose

Reason = Decision.Reason


def seen(proposal: Proposal) -> SeenVersion:
    return SeenVersion(proposal.version, preview(proposal).preview_hash)


def accept(proposal: Proposal, moderator: Any) -> Decision:
    return accept_proposal(proposal=proposal, moderator=moderator, seen=seen(proposal))


def refuse(proposal: Proposal, moderator: Any, **changes: Any) -> Decision:
    asked = {"version": proposal.version, "reason": Reason.OUTDATED, "message": ""}
    return refuse_proposal(proposal=proposal, moderator=moderator, **{**asked, **changes})


def live(offer: OfferPage) -> OfferPage:
    return OfferPage.objects.get(pk=offer.pk)


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer")


def test_accepting_publishes_with_the_author_as_author(offer, cast, proposal) -> None:
    events = AuditEvent.objects.count()
    revisions = Revision.objects.count()
    decision = accept(proposal, cast.animator)
    proposal.refresh_from_db()
    assert live(offer).title == "Voitures à louer"
    assert PublicOffer.objects.get(pk=offer.pk).title == "Voitures à louer"
    assert proposal.state == Proposal.State.APPLIED
    assert proposal.applied_revision == live(offer).live_revision
    assert proposal.applied_revision.user == cast.outsider
    assert (decision.verdict, decision.moderator, decision.moderator_label) == (
        Decision.Verdict.ACCEPT,
        cast.animator,
        "Awa",
    )
    assert Revision.objects.count() == revisions + 1
    event = AuditEvent.objects.latest("pk")
    assert AuditEvent.objects.count() == events + 1
    assert event.action == "proposal.accepted"
    assert event.data["proposal"] == str(proposal.uuid)


def test_only_what_was_proposed_changes(offer, cast, proposal) -> None:
    publish_one(offer=offer, fields={"fee_detail": "9 €"}, author=cast.publisher)
    accept(proposal, cast.animator)
    assert (live(offer).title, live(offer).fee_detail) == ("Voitures à louer", "9 €")


def test_two_proposals_on_different_fields_both_go_live(offer, cast, proposal) -> None:
    other = propose(offer, cast.member, fee_detail="9 €")
    first, second = seen(proposal), seen(other)
    accept_proposal(proposal=proposal, moderator=cast.animator, seen=first)
    accept_proposal(proposal=other, moderator=cast.animator, seen=second)
    assert (live(offer).title, live(offer).fee_detail) == ("Voitures à louer", "9 €")


def test_two_proposals_on_different_paragraphs_both_go_live(offer, cast) -> None:
    publish_one(
        offer=offer, fields={"what": "<p>un</p><p>deux</p><p>trois</p>"}, author=cast.publisher
    )
    one = propose(offer, cast.outsider, what="<p>UN</p><p>deux</p><p>trois</p>")
    other = propose(offer, cast.member, what="<p>un</p><p>deux</p><p>TROIS</p>")
    accept(one, cast.animator)
    accept(other, cast.animator)
    assert live(offer).what == "<p>UN</p><p>deux</p><p>TROIS</p>"


def test_the_author_is_told_by_mail(offer, cast, proposal) -> None:
    accept(proposal, cast.animator)
    notice = Notice.objects.get(kind="proposal_accepted")
    assert notice.recipient == cast.outsider
    assert not mail.outbox
    drain(at=timezone.now() + timezone.timedelta(minutes=1))
    message = next(one for one in mail.outbox if one.to == [cast.outsider.email])
    assert "Location de voitures" in message.subject or "Voitures à louer" in message.subject
    assert str(proposal.uuid) in message.body


def test_refusing_tells_the_author_why(offer, cast, proposal) -> None:
    decision = refuse(proposal, cast.animator, message="Le garage nous a dit <b>non</b>.")
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.REJECTED
    assert live(offer).title == "Location de voitures à petit prix"
    assert (decision.reason, decision.message) == (
        Reason.OUTDATED,
        "Le garage nous a dit <b>non</b>.",
    )
    assert AuditEvent.objects.filter(action="proposal.refused").count() == 1
    drain(at=timezone.now() + timezone.timedelta(minutes=1))
    message = next(one for one in mail.outbox if one.to == [cast.outsider.email])
    assert "Le garage nous a dit <b>non</b>." in message.body
    assert message.content_subtype == "plain"
    assert str(proposal.uuid) in message.body


@pytest.mark.parametrize(
    ("reason", "message"),
    [("", ""), ("unheard_of", "x"), (Reason.OTHER, "  "), (Reason.OUTDATED, "x" * 1001)],
)
def test_a_refusal_without_a_readable_reason_is_refused(cast, proposal, reason, message) -> None:
    with pytest.raises(MissingReason):
        refuse(proposal, cast.animator, reason=reason, message=message)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.PENDING
    assert not Decision.objects.exists()


def test_another_version_than_the_one_read_is_stale(offer, cast, proposal) -> None:
    shown = seen(proposal)
    for stale in (SeenVersion(2, shown.preview_hash), SeenVersion(1, "x"), SeenVersion(1)):
        with pytest.raises(StaleVersion):
            accept_proposal(proposal=proposal, moderator=cast.animator, seen=stale)
    with pytest.raises(StaleVersion):
        refuse(proposal, cast.animator, version=2)
    assert live(offer).title == "Location de voitures à petit prix"
    assert not Decision.objects.exists()


def test_a_page_that_moved_in_the_same_place_since_it_was_shown_is_stale(
    offer, cast, proposal
) -> None:
    shown = seen(proposal)
    publish_one(offer=offer, fields={"title": "Un autre titre"}, author=cast.publisher)
    with pytest.raises(StaleVersion):
        accept_proposal(proposal=proposal, moderator=cast.animator, seen=shown)
    assert live(offer).title == "Un autre titre"


def test_a_conflict_goes_back_to_the_author(offer, cast, proposal) -> None:
    publish_one(offer=offer, fields={"title": "Un autre titre"}, author=cast.publisher)
    with pytest.raises(ProposalInConflict):
        accept(proposal, cast.animator)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.CONFLICT
    assert live(offer).title == "Un autre titre"
    assert Notice.objects.filter(kind="proposal_conflict", recipient=cast.outsider).exists()
    assert not Decision.objects.exists()
    refuse(proposal, cast.animator)


def test_a_page_that_would_contradict_itself_goes_back_to_the_author(offer, cast) -> None:
    """Each change is right alone; together the page would be wrong."""
    low = propose(offer, cast.outsider, max_age=25)
    publish_one(offer=offer, fields={"min_age": 30}, author=cast.publisher)
    assert preview(low).errors
    with pytest.raises(ProposalInConflict):
        accept(low, cast.animator)
    assert live(offer).max_age is None


def test_what_is_already_on_the_page_publishes_nothing(offer, cast, proposal) -> None:
    publish_one(offer=offer, fields={"title": "Voitures à louer"}, author=cast.publisher)
    revisions = Revision.objects.count()
    accept(proposal, cast.animator)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.ALREADY_DONE
    assert proposal.applied_revision is None
    assert Revision.objects.count() == revisions


def test_a_decision_is_final(offer, cast, proposal) -> None:
    shown = seen(proposal)
    accept(proposal, cast.animator)
    with pytest.raises(ClosedProposal):
        accept_proposal(proposal=proposal, moderator=cast.administrator, seen=shown)
    with pytest.raises(ClosedProposal):
        refuse(proposal, cast.animator)
    assert Decision.objects.count() == 1


def test_what_was_withdrawn_is_not_decided(cast, proposal) -> None:
    shown = seen(proposal)
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    with pytest.raises(ClosedProposal):
        accept_proposal(proposal=proposal, moderator=cast.animator, seen=shown)


@pytest.mark.parametrize("who", ["outsider", "publisher", "other_animator"])
def test_those_without_the_role_there_decide_nothing(offer, cast, proposal, who) -> None:
    person = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        accept(proposal, person)
    with pytest.raises(PermissionDenied):
        refuse(proposal, person)
    assert live(offer).title == "Location de voitures à petit prix"


def test_the_country_decides_where_nobody_animates(cast, proposal) -> None:
    revoke_role(role=MemberRole.objects.get(user=cast.animator), by=None)
    assert not can_decide(cast.animator, proposal)
    assert accept(proposal, cast.administrator).moderator == cast.administrator


def test_nobody_decides_on_their_own(offer, cast) -> None:
    own = propose(offer, cast.animator, title="Le mien")
    verdict = can_decide(cast.animator, own)
    assert not verdict
    assert verdict.reason
    with pytest.raises(PermissionDenied):
        accept(own, cast.animator)


def test_nobody_decides_on_what_comes_from_their_own_structure(offer, cast) -> None:
    add_member(structure=cast.other_structure, user=cast.animator)
    with pytest.raises(PermissionDenied):
        accept(propose(offer, cast.member, title="D'un collègue"), cast.animator)
    theirs = ask(
        author=cast.member, target=offer, changes={"fee_detail": "1 €"},
        summary="Au nom de la structure", on_behalf_of=cast.other_structure,
    )  # fmt: skip
    cast.member.memberships.all().delete()
    with pytest.raises(PermissionDenied):
        accept(theirs, cast.animator)


def test_a_role_taken_back_while_the_page_was_open_counts(offer, cast, proposal) -> None:
    shown = seen(proposal)
    revoke_role(role=MemberRole.objects.get(user=cast.animator), by=None)
    with pytest.raises(PermissionDenied):
        accept_proposal(proposal=proposal, moderator=cast.animator, seen=shown)
    assert live(offer).title == "Location de voitures à petit prix"


def test_a_proposal_outlives_its_author(offer, cast, proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(author=None)
    proposal.refresh_from_db()
    accept(proposal, cast.animator)
    assert live(offer).title == "Voitures à louer"
    assert not Notice.objects.filter(kind="proposal_accepted").exists()


@pytest.mark.parametrize("data", [{}, {"version": ""}, {"version": "x"}])
def test_a_form_without_a_version_says_nothing_was_read(data) -> None:
    with pytest.raises(MissingVersion):
        SeenVersion.from_post(data)


@pytest.mark.parametrize("is_accepted", [True, False])
def test_who_asked_for_the_same_is_told_too(offer, cast, proposal, is_accepted) -> None:
    propose(offer, cast.member, title="Voitures à louer")
    (accept if is_accepted else refuse)(proposal, cast.animator)
    notice = Notice.objects.get(kind="support_answered")
    assert notice.recipient == cast.member
    assert notice.params["is_accepted"] == is_accepted
    assert str(proposal.uuid) not in notice.path
    drain(at=timezone.now() + timezone.timedelta(minutes=1))
    assert [one for one in mail.outbox if one.to == [cast.member.email]]
