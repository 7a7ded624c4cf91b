"""Asking for changes to an offer."""

import pytest
from django.core.exceptions import PermissionDenied

from contributions.errors import MovedMeanwhile, NoChange, TwinProposal
from contributions.models import Proposal, ProposalVersion
from contributions.rebasing import content_hash
from contributions.services import withdraw_proposal
from journal import outbox
from journal.models import AuditEvent
from notifications.models import Notice
from offers.models import OfferPage, PublicOffer
from offers.models.structures import AddressVisibility
from offers.publishing import publish_one
from offers.snapshots import snapshot
from offers.validation import InvalidFields
from tests.contributions.making import WHY, ask, propose


def test_a_proposal_keeps_what_it_was_made_on(offer, cast) -> None:
    before = snapshot(OfferPage.objects.get(pk=offer.pk))
    proposal = propose(offer, cast.outsider, fee_detail=" 6 € par jour ", title="Voitures à louer")
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.PENDING
    assert proposal.changes == {"fee_detail": "6 € par jour", "title": "Voitures à louer"}
    assert proposal.base_snapshot == before
    assert proposal.base_hash == content_hash(before)
    assert proposal.author_label == "Mésange patiente"
    assert proposal.territory.uid == "fr:department:12"
    version = ProposalVersion.objects.get(proposal=proposal)
    assert (version.number, version.changes, version.summary) == (1, proposal.changes, WHY)
    assert snapshot(OfferPage.objects.get(pk=offer.pk)) == before


def test_one_audit_event_without_a_word_of_the_text(offer, cast) -> None:
    proposal = propose(offer, cast.outsider)
    event = AuditEvent.objects.get(action="proposal.opened")
    assert event.subject_id == str(proposal.pk)
    assert event.territory_path == proposal.territory.path
    assert event.data["fields"] == ["fee_detail"]


def test_the_animators_of_the_territory_are_told(offer, cast) -> None:
    propose(offer, cast.outsider)
    outbox.drain()
    told = Notice.objects.filter(kind="proposal_to_review").values_list("recipient", flat=True)
    assert list(told) == [cast.animator.pk]


def test_what_changes_nothing_is_refused(offer, cast) -> None:
    with pytest.raises(NoChange):
        propose(
            offer, cast.outsider, title="  Location de voitures à petit prix ", needs=offer.needs
        )
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("name", ["owner", "live", "path", "slug", "structure", "go_live_at", "x"])
def test_fields_that_cannot_be_proposed_are_refused(offer, cast, name) -> None:
    with pytest.raises(InvalidFields) as refused:
        propose(offer, cast.outsider, **{name: "1", "title": "Autre titre"})
    assert list(refused.value.errors) == [name]
    assert not Proposal.objects.exists()


def test_malformed_fields_are_refused_each_with_a_sentence(offer, cast) -> None:
    with pytest.raises(InvalidFields) as refused:
        propose(offer, cast.outsider, contact_phone="12", min_age="vieux", needs="x")
    assert set(refused.value.errors) <= {"contact_phone", "min_age", "needs"}
    assert refused.value.errors["min_age"]


@pytest.mark.parametrize("summary", ["", "trop court", "   ab     ", "x" * 501])
def test_a_reason_of_ten_characters_is_asked(offer, cast, summary) -> None:
    if summary == "trop court":
        assert propose(offer, cast.outsider, summary=summary).summary == summary
        return
    with pytest.raises(InvalidFields) as refused:
        propose(offer, cast.outsider, summary=summary)
    assert list(refused.value.errors) == ["proposal_summary"]


@pytest.mark.parametrize(
    "sources",
    [
        [{"url": "javascript:alert(1)"}],
        [{"url": "https://a.fr", "date": "hier"}],
        [{"url": "https://a.fr", "date": "2026-13-45"}],
        [{"url": "https://a.fr"}] * 11,
    ],
)
def test_sources_that_cannot_be_read_are_refused(offer, cast, sources) -> None:
    with pytest.raises(InvalidFields) as refused:
        ask(
            author=cast.outsider, target=offer, changes={"title": "Titre neuf"},
            sources=sources,
        )  # fmt: skip
    assert list(refused.value.errors) == ["sources"]


def test_the_same_again_by_the_same_person_is_refused(offer, cast) -> None:
    way = {"mode": "phone", "value": "05 65 00 00 00", "note": ""}
    propose(offer, cast.outsider, engage_person=[*offer.engage_person, way])
    with pytest.raises(TwinProposal):
        propose(offer, cast.outsider, engage_person=[*offer.engage_person, way])
    assert Proposal.objects.count() == 1


def test_the_same_by_somebody_else_supports_it(offer, cast) -> None:
    first = propose(offer, cast.outsider)
    again = propose(offer, cast.member, summary="Vu sur leur devanture hier.")
    assert again == first
    assert again.is_supported_now
    assert not first.is_supported_now
    support = first.supports.get()
    assert (support.user, support.proposal_version) == (cast.member, 1)
    assert support.summary == "Vu sur leur devanture hier."
    assert AuditEvent.objects.filter(action="proposal.supported").count() == 1
    propose(offer, cast.member)
    assert first.supports.count() == 1


def test_what_is_not_waiting_cannot_be_supported(offer, cast) -> None:
    first = propose(offer, cast.outsider)
    withdraw_proposal(proposal=first, author=cast.outsider)
    assert propose(offer, cast.member) != first
    assert Proposal.objects.count() == 2


def test_a_report_has_no_author(offer, cast) -> None:
    said = {"author": None, "target": offer, "channel": "report", "kind": "closure"}
    proposal = ask(**said, changes={"fee_detail": "7 €"})
    assert (proposal.author, proposal.author_label) == (None, "Signalement")
    assert (proposal.channel, proposal.kind) == ("report", "closure")
    again = ask(**said, changes={"fee_detail": "7 €"})
    assert again == proposal
    assert again.is_supported_now
    assert not proposal.supports.exists()


@pytest.mark.parametrize("channel", ["web", "api", "import"])
def test_only_a_report_has_no_author(offer, cast, channel) -> None:
    with pytest.raises(PermissionDenied):
        ask(author=None, target=offer, channel=channel, changes={"fee_detail": "7 €"})


def test_a_report_creates_and_moves_nothing(offer, cast) -> None:
    for action in ("restore", "merge", "move", "revert"):
        with pytest.raises(PermissionDenied):
            ask(author=None, target=offer, channel="report", action=action, changes={})
    with pytest.raises(PermissionDenied):
        ask(author=None, channel="report", action="create", changes={"title": "Une offre"})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("kind", {"kind": "x"}),
        ("channel", {"channel": "x"}),
        ("action", {"action": "x"}),
        ("action", {"action": "create"}),
        ("target_kind", {"target_kind": "x"}),
    ],
)
def test_what_is_not_a_choice_is_refused(offer, cast, name, said) -> None:
    with pytest.raises(InvalidFields) as refused:
        ask(**{"author": cast.outsider, "target": offer, "changes": {"fee_detail": "7 €"}, **said})
    assert list(refused.value.errors) == [name]
    assert not Proposal.objects.exists()


def test_rows_that_share_a_uuid_become_two_rows(offer, cast) -> None:
    row = offer.engage_person[0]
    proposal = propose(offer, cast.outsider, engage_person=[row, {**row, "note": "Le soir."}])
    uuids = [way["uuid"] for way in proposal.changes["engage_person"]]
    assert uuids[0] == row["uuid"]
    assert len(set(uuids)) == 2


def test_what_was_typed_on_an_older_page_is_put_onto_the_new_one(offer, cast) -> None:
    seen = snapshot(OfferPage.objects.get(pk=offer.pk))
    publish_one(offer=offer, fields={"title": "Titre changé entre-temps"}, author=cast.publisher)
    proposal = ask(
        author=cast.outsider,
        target=offer,
        changes={"fee_detail": "7 €"},
        summary=WHY,
        base=seen,
    )
    assert proposal.changes == {"fee_detail": "7 €"}
    assert proposal.base_snapshot["title"] == "Titre changé entre-temps"


def test_a_page_that_moved_in_the_same_place_is_said(offer, cast) -> None:
    seen = snapshot(OfferPage.objects.get(pk=offer.pk))
    publish_one(offer=offer, fields={"fee_detail": "8 €"}, author=cast.publisher)
    with pytest.raises(MovedMeanwhile) as moved:
        ask(
            author=cast.outsider,
            target=offer,
            changes={"fee_detail": "7 €"},
            summary=WHY,
            base=seen,
        )
    assert [conflict.path for conflict in moved.value.conflicts] == ["fee_detail"]
    assert not Proposal.objects.exists()


def test_speaking_for_a_structure_is_for_those_who_keep_it(offer, cast) -> None:
    asked = {
        "author": cast.member,
        "target_kind": "offer",
        "target": offer,
        "changes": {"title": "Titre"},
        "summary": WHY,
    }
    with pytest.raises(PermissionDenied):
        ask(**asked, on_behalf_of=cast.structure)
    assert ask(**asked, on_behalf_of=cast.other_structure).on_behalf_of_id


def test_a_closed_account_proposes_nothing(offer, cast) -> None:
    cast.outsider.is_active = False
    with pytest.raises(PermissionDenied):
        propose(offer, cast.outsider)


def test_a_protected_address_is_changed_by_those_who_keep_the_page_only(offer, cast) -> None:
    offer.visibility.address = AddressVisibility.HIDDEN
    offer.visibility.save()
    with pytest.raises(InvalidFields) as refused:
        propose(offer, cast.outsider, street_address="1 rue Neuve")
    assert list(refused.value.errors) == ["street_address"]
    proposal = propose(offer, cast.publisher, street_address="1 rue Neuve")
    assert proposal.risk == Proposal.Risk.HIGH


def test_nothing_of_a_proposal_is_public(offer, cast, client) -> None:
    propose(offer, cast.outsider, title="Un titre que personne ne lit encore")
    row = PublicOffer.objects.get(pk=offer.pk)
    assert "personne ne lit encore" not in str(row.data)
