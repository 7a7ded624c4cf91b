"""A proposed new offer that the site has already goes on as an edit of the page that stands."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from contributions.errors import (
    ClosedProposal,
    NoChange,
    NotNow,
    StaleVersion,
    TwinProposal,
)
from contributions.models import Proposal
from contributions.services import withdraw_proposal
from journal.models import AuditEvent
from journal.outbox import drain
from moderation.deciding.permissions import can_turn
from moderation.deciding.services import turn_into_edit, undo_decision
from moderation.errors import TooLate
from moderation.models import Decision
from notifications.models import Notice
from offers.models import OfferPage
from offers.models.structures import AddressVisibility
from offers.publishing import archive_offer
from tests.contributions.actions.making import accept
from tests.contributions.invariants import check_invariants
from tests.contributions.making import ask, propose
from tests.factories import ensure_country, offer_fields

State = Proposal.State
NEW = {
    "fee_detail": "4 € par jour",
    "languages_spoken": ["ar"],
    "documents": ["Permis de conduire"],
}


@pytest.fixture(autouse=True)
def _france(words) -> None:
    ensure_country("fr")


@pytest.fixture
def creation(offer, cast) -> Proposal:
    changes = {**offer_fields(), **NEW, "structure": cast.structure.public_id}
    return ask(
        author=cast.outsider,
        action=Proposal.Action.CREATE,
        changes=changes,
        summary="Ce garage loue aussi des voitures.",
    )


def turn(creation: Proposal, into: OfferPage, by, version: int = 1) -> Decision:
    return turn_into_edit(proposal=creation, into=into, moderator=by, version=version)


def edit() -> Proposal:
    return Proposal.objects.get(action=Proposal.Action.EDIT)


def test_it_goes_on_as_an_edit_of_its_author(creation, offer, cast) -> None:
    before = OfferPage.objects.get(pk=offer.pk)
    decision = turn(creation, offer, cast.animator)
    creation.refresh_from_db()
    assert (creation.state, creation.joined_to) == (State.JOINED, edit())
    assert (decision.verdict, decision.reason) == ("join", "already_here")
    made = edit()
    assert (made.author, made.author_label) == (cast.outsider, creation.author_label)
    assert (made.offer, made.state, made.version) == (offer, State.PENDING, 1)
    assert (made.summary, made.sources) == (creation.summary, creation.sources)
    assert made.changes["fee_detail"] == "4 € par jour"
    assert set(made.changes["languages_spoken"]) == {*before.languages_spoken, "ar"}
    assert "structure" not in made.changes
    assert "title" not in made.changes
    assert Notice.objects.get(recipient=cast.outsider).kind == "proposal_turned"
    event = AuditEvent.objects.get(action="proposal.joined")
    assert event.data["page"] == offer.public_id
    check_invariants()
    accept(made, cast.animator)
    after = OfferPage.objects.get(pk=offer.pk)
    assert after.live_revision.user == cast.outsider
    assert after.fee_detail == "4 € par jour"
    assert set(after.documents) >= set(before.documents)
    assert OfferPage.objects.count() == 1


def test_nothing_is_emptied(creation, offer, cast) -> None:
    creation.changes = {"title": offer.title, "fee_detail": "4 €", "structure": "x", "summary": ""}
    creation.save(update_fields=["changes"])
    turn(creation, offer, cast.animator)
    assert set(edit().changes) == {"fee_detail"}


def test_a_page_that_says_all_of_it_already_gets_no_edit(creation, offer, cast) -> None:
    creation.changes = {"title": offer.title, "structure": cast.structure.public_id}
    creation.save(update_fields=["changes"])
    with pytest.raises(NoChange):
        turn(creation, offer, cast.animator)
    creation.refresh_from_db()
    assert creation.state == State.PENDING


def test_the_same_asked_by_somebody_else_is_supported(creation, offer, cast) -> None:
    creation.changes = {"fee_detail": "4 €", "structure": cast.structure.public_id}
    creation.save(update_fields=["changes"])
    theirs = propose(offer, cast.member, fee_detail="4 €")
    turn(creation, offer, cast.animator)
    creation.refresh_from_db()
    assert creation.joined_to == theirs
    assert theirs.supports.get().user == cast.outsider
    assert edit() == theirs


def test_the_same_of_its_author_is_not_asked_twice(creation, offer, cast) -> None:
    creation.changes = {"fee_detail": "4 €", "structure": cast.structure.public_id}
    creation.save(update_fields=["changes"])
    propose(offer, cast.outsider, fee_detail="4 €")
    with pytest.raises(TwinProposal):
        turn(creation, offer, cast.animator)
    creation.refresh_from_db()
    assert creation.state == State.PENDING


def test_a_protected_place_stays_out_of_it(creation, offer, cast) -> None:
    offer.visibility.address = AddressVisibility.HIDDEN
    offer.visibility.save()
    creation.changes = {**creation.changes, "street_address": "9 rue du Refuge"}
    creation.save(update_fields=["changes"])
    turn(creation, offer, cast.animator)
    assert "street_address" not in edit().changes


def test_what_left_the_site_takes_nothing(creation, offer, cast) -> None:
    archive_offer(offer=offer, actor=None)
    with pytest.raises(NotNow):
        turn(creation, offer, cast.animator)


def test_only_a_new_offer_and_only_as_it_was_read(creation, offer, cast) -> None:
    other = propose(offer, cast.member, title="Voitures à louer")
    with pytest.raises(PermissionDenied):
        turn(other, offer, cast.animator)
    with pytest.raises(StaleVersion):
        turn(creation, offer, cast.animator, version=2)
    withdraw_proposal(proposal=creation, author=cast.outsider)
    with pytest.raises(ClosedProposal):
        turn(creation, offer, cast.animator)


def test_animators_of_the_place_may_and_only_with_a_new_offer(creation, offer, cast) -> None:
    edit = propose(offer, cast.member, title="Voitures à louer")
    people = (cast.animator, cast.administrator, cast.outsider, cast.other_animator)
    assert [bool(can_turn(one, creation)) for one in people] == [True, True, False, False]
    assert not can_turn(cast.animator, edit)


@pytest.mark.parametrize("who", ["outsider", "member", "publisher", "other_animator"])
def test_nobody_else_does_it(creation, offer, cast, who) -> None:
    with pytest.raises(PermissionDenied):
        turn(creation, offer, getattr(cast, who))
    assert Proposal.objects.count() == 1


def test_undone_at_once_nothing_happened(creation, offer, cast) -> None:
    decision = turn(creation, offer, cast.animator)
    again = undo_decision(decision=decision, moderator=cast.animator)
    assert (again, again.state, again.joined_to) == (creation, State.PENDING, None)
    assert (edit().state, edit().joined_to) == (State.JOINED, creation)
    drain(at=timezone.now() + timedelta(minutes=1))
    assert not Notice.objects.filter(recipient=cast.outsider).exists()
    assert not Notice.objects.filter(kind="proposal_to_review", path__contains=str(edit().uuid))
    check_invariants()
    turn(again, offer, cast.animator)
    check_invariants()


def test_an_edit_that_was_decided_meanwhile_stays(creation, offer, cast) -> None:
    decision = turn(creation, offer, cast.animator)
    accept(edit(), cast.administrator)
    with pytest.raises(TooLate):
        undo_decision(decision=decision, moderator=cast.animator)
    creation.refresh_from_db()
    assert creation.state == State.JOINED


# Over HTTP


def address(name: str, proposal: Proposal) -> str:
    return reverse(f"moderation:{name}", args=[proposal.uuid])


def test_the_item_suggests_the_page_and_leads_there(client, creation, offer, cast) -> None:
    client.force_login(cast.animator)
    item = client.get(address("proposal", creation)).content.decode()
    assert address("turn", creation) in item
    assert f'value="{offer.get_absolute_url()}"' in item
    seen = {"version": 1, "preview_hash": "x", "page": offer.get_absolute_url()}
    assert client.post(address("turn", creation), seen).status_code == 302
    made = edit()
    client.force_login(cast.outsider)
    mine = client.get(reverse("contributions:proposal", args=[creation.uuid])).content.decode()
    assert reverse("contributions:proposal", args=[made.uuid]) in mine


@pytest.mark.parametrize("typed", ["", "/offres/zzzzzzzz/", "rue du Pont", "/offres/x' OR 1=1"])
def test_without_a_page_nothing_is_done(client, creation, cast, typed) -> None:
    client.force_login(cast.animator)
    sent = {"version": 1, "preview_hash": "x", "address": typed}
    response = client.post(address("turn", creation), sent)
    assert response.status_code == 422
    assert Proposal.objects.count() == 1


def test_an_address_may_be_pasted(client, creation, offer, cast) -> None:
    client.force_login(cast.animator)
    pasted = f"https://testserver{offer.get_absolute_url()}?x=1"
    sent = {"version": 1, "preview_hash": "x", "address": pasted}
    assert client.post(address("turn", creation), sent).status_code == 302
    assert edit().offer == offer


def test_an_edit_has_no_such_form(client, offer, cast) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    client.force_login(cast.animator)
    item = client.get(address("proposal", proposal)).content.decode()
    assert address("turn", proposal) not in item
    sent = {"version": 1, "preview_hash": "x", "address": offer.get_absolute_url()}
    assert client.post(address("turn", proposal), sent).status_code == 403
