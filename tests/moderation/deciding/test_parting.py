"""Accepting some of what is asked: that goes live, the rest waits or is refused."""

import pytest
from django.core import mail

from contributions.errors import StaleVersion
from contributions.models import Proposal
from contributions.parting import pieces_of
from journal.outbox import drain
from moderation.deciding.permissions import can_accept_in_part
from moderation.deciding.services import Refusal, accept_in_part
from moderation.errors import MissingReason
from moderation.models import Agreement, Decision
from notifications.models import Notice
from offers.models import OfferPage
from offers.publishing import publish_one
from offers.validation import InvalidFields
from tests.contributions.actions.making import ask_of
from tests.contributions.invariants import check_invariants
from tests.contributions.making import propose
from tests.moderation.deciding.making import PAYMENT, accept, part, seen

State = Proposal.State


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer", fee_detail="9 €")


def live(offer) -> OfferPage:
    return OfferPage.objects.get(pk=offer.pk)


def test_the_chosen_goes_live_and_the_rest_waits(offer, cast, proposal) -> None:
    parted = part(proposal, cast.animator, "title")
    proposal.refresh_from_db()
    assert (live(offer).title, live(offer).fee_detail) == ("Voitures à louer", offer.fee_detail)
    assert parted.part.state == State.APPLIED
    assert parted.part.part_of == proposal
    assert parted.part.applied_revision.user == cast.outsider
    assert (proposal.state, proposal.version) == (State.PENDING, 2)
    assert proposal.changes == {"fee_detail": "9 €"}
    accept(proposal, cast.animator)
    assert live(offer).fee_detail == "9 €"
    check_invariants()


def test_the_rest_is_refused_for_its_own_reason(offer, cast, proposal) -> None:
    parted = part(
        proposal, cast.animator, "title", refusal=Refusal("not_confirmed", "Le tarif est 5 €.")
    )
    proposal.refresh_from_db()
    assert proposal.state == State.REJECTED
    assert parted.refusal.reason == "not_confirmed"
    notice = Notice.objects.get(recipient=cast.outsider)
    assert notice.kind == "proposal_accepted_in_part"
    drain(at=notice.created_at.replace(year=2100))
    (sent,) = [one for one in mail.outbox if one.to == [cast.outsider.email]]
    assert "Le tarif est 5 €." in sent.body
    check_invariants()


def test_a_refusal_without_reason_writes_nothing(offer, cast, proposal) -> None:
    with pytest.raises(MissingReason):
        part(proposal, cast.animator, "title", refusal=Refusal("", ""))
    assert Proposal.objects.count() == 1
    assert live(offer).title == offer.title


@pytest.mark.parametrize(
    "paths", [(), ("title", "fee_detail"), ("accessibility",), ("title", "x"), ("title.0",)]
)
def test_what_cannot_be_chosen(offer, cast, proposal, paths) -> None:
    with pytest.raises(InvalidFields) as refused:
        part(proposal, cast.animator, *paths)
    assert list(refused.value.errors) == ["paths"]
    assert Proposal.objects.count() == 1


def test_members_of_a_set_are_chosen_one_by_one(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, languages_spoken=["ar", "en", "fr"])
    paths = [one.path for one in pieces_of(proposal)]
    assert len(paths) > 1
    chosen = paths[0]
    part(proposal, cast.animator, chosen)
    proposal.refresh_from_db()
    member = chosen.partition(".")[2]
    assert member in live(offer).languages_spoken
    assert [one.path for one in pieces_of(proposal)] == paths[1:]
    accept(proposal, cast.animator)
    assert set(live(offer).languages_spoken) == {"ar", "en", "fr"}
    check_invariants()


def test_rows_are_chosen_one_by_one(offer, cast) -> None:
    phone = {"mode": "phone", "value": "05 65 00 00 01", "note": ""}
    site = {"mode": "link", "value": "https://garage.example/contact", "note": ""}
    rows = [*offer.engage_person, phone, site]
    proposal = propose(offer, cast.outsider, engage_person=rows)
    one, other = pieces_of(proposal)
    part(proposal, cast.animator, other.path)
    values = [row["value"] for row in live(offer).engage_person]
    assert other.after["value"] in values
    assert one.after["value"] not in values
    accept(proposal, cast.animator)
    assert {one.after["value"], other.after["value"]} <= {
        row["value"] for row in live(offer).engage_person
    }
    check_invariants()


def test_a_part_that_speaks_of_payment_waits_for_a_second(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer", fee_detail=PAYMENT)
    parted = part(proposal, cast.animator, "fee_detail")
    assert isinstance(parted.answer, Agreement)
    assert parted.part.state == State.PENDING
    assert Decision.objects.count() == 0
    accept(parted.part, cast.administrator)
    assert "virement" in live(offer).fee_detail
    check_invariants()


def test_what_clashes_cannot_be_part(offer, cast, proposal) -> None:
    publish_one(offer=offer, fields={"title": "Autos du Causse"}, author=cast.publisher)
    with pytest.raises(InvalidFields):
        part(proposal, cast.animator, "title")
    part(proposal, cast.animator, "fee_detail")
    assert live(offer).fee_detail == "9 €"
    check_invariants()


def test_a_stale_page_is_looked_at_again(offer, cast, proposal) -> None:
    before = seen(proposal)
    publish_one(offer=offer, fields={"title": "Autos du Causse"}, author=cast.publisher)
    with pytest.raises(StaleVersion):
        accept_in_part(proposal=proposal, moderator=cast.animator, seen=before, paths=["title"])


def test_who_supported_the_whole_supports_both(offer, cast, proposal) -> None:
    propose(offer, cast.member, title="Voitures à louer", fee_detail="9 €")
    parted = part(proposal, cast.animator, "title")
    assert parted.part.supports.get().user == cast.member
    assert proposal.supports.get().proposal_version == 2
    assert Notice.objects.get(recipient=cast.member).kind == "support_answered"


def test_who_may(offer, cast, proposal) -> None:
    assert can_accept_in_part(cast.animator, proposal)
    assert can_accept_in_part(cast.outsider, proposal).reason
    assert can_accept_in_part(cast.other_animator, proposal).reason
    assert can_accept_in_part(cast.animator, ask_of(offer, cast.outsider, "archive")).reason
