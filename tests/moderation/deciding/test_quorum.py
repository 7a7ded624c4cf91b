"""What speaks of payment takes two people, who saw the same."""

import pytest

from contributions.models import Proposal
from journal.models import AuditEvent
from moderation.deciding.quorum import agreed_by_others, people_needed
from moderation.models import Agreement, Decision
from notifications.models import Notice
from offers.models import OfferPage
from offers.publishing import publish_one
from territories.models import MemberRole
from territories.services import revoke_role
from tests.contributions.invariants import check_invariants
from tests.contributions.making import propose
from tests.moderation.deciding.making import PAYMENT, accept

State = Proposal.State


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, fee_detail=PAYMENT)


def test_one_is_enough_elsewhere(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    assert people_needed(proposal) == 1
    assert isinstance(accept(proposal, cast.animator), Decision)


@pytest.mark.parametrize(
    ("documents", "people"),
    [(["RIB"], 1), (["Attestation de domicile"], 1), (["FR76 3000 6000 0112 3456 7890 189"], 2)],
)
def test_papers_to_bring_are_no_payment_but_an_account_is(offer, cast, documents, people) -> None:
    assert people_needed(propose(offer, cast.outsider, documents=documents)) == people


def test_the_first_publishes_nothing_and_the_second_does(offer, cast, proposal) -> None:
    assert people_needed(proposal) == 2
    agreement = accept(proposal, cast.animator)
    proposal.refresh_from_db()
    assert isinstance(agreement, Agreement)
    assert proposal.state == State.PENDING
    assert OfferPage.objects.get(pk=offer.pk).fee_detail == offer.fee_detail
    assert AuditEvent.objects.filter(action="proposal.agreed").count() == 1
    decision = accept(proposal, cast.administrator)
    assert isinstance(decision, Decision)
    assert OfferPage.objects.get(pk=offer.pk).fee_detail == PAYMENT
    check_invariants()


def test_one_person_twice_is_one(offer, cast, proposal) -> None:
    for _ in range(2):
        assert isinstance(accept(proposal, cast.animator), Agreement)
    assert Agreement.objects.count() == 1


def test_others_are_asked_to_be_the_second(cast, proposal) -> None:
    accept(proposal, cast.animator)
    notice = Notice.objects.get(kind="proposal_to_second")
    assert notice.recipient == cast.administrator
    assert notice.params["by"] == "Awa"


def test_the_second_must_have_seen_the_same(offer, cast) -> None:
    phone = {"mode": "phone", "value": "05 65 00 00 01", "note": "Payez par virement"}
    site = {"mode": "link", "value": "https://garage.example/contact", "note": ""}
    proposal = propose(offer, cast.outsider, engage_person=[*offer.engage_person, phone])
    accept(proposal, cast.animator)
    other = [*offer.engage_person, site]
    publish_one(offer=offer, fields={"engage_person": other}, author=cast.publisher)
    assert isinstance(accept(proposal, cast.administrator), Agreement)
    assert isinstance(accept(proposal, cast.animator), Decision)
    check_invariants()


def test_an_agreement_falls_with_the_role(cast, proposal) -> None:
    accept(proposal, cast.animator)
    revoke_role(role=MemberRole.objects.get(user=cast.animator), by=cast.administrator)
    assert agreed_by_others(proposal, cast.administrator) == []
    assert isinstance(accept(proposal, cast.administrator), Agreement)
