"""Editing then accepting: the author keeps the text, the editor is named, nothing else changes."""

import pytest
from django.core.exceptions import PermissionDenied

from contributions.errors import NoChange, StaleVersion
from contributions.models import Proposal
from moderation.deciding.permissions import can_edit
from moderation.deciding.services import SeenVersion, edit_and_accept
from moderation.models import Agreement, Decision
from offers.models import OfferPage
from offers.publishing import publish_one
from offers.validation import InvalidFields
from tests.contributions.actions.making import ask_of
from tests.contributions.invariants import check_invariants
from tests.contributions.making import ask, propose
from tests.factories import offer_fields
from tests.moderation.deciding.making import PAYMENT, edit, seen

State = Proposal.State


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer", fee_detail="9 €")


def live(offer) -> OfferPage:
    return OfferPage.objects.get(pk=offer.pk)


def test_the_author_stays_the_author_and_the_editor_is_named(offer, cast, proposal) -> None:
    decision = edit(proposal, cast.animator, title="Location de voitures")
    proposal.refresh_from_db()
    assert (live(offer).title, live(offer).fee_detail) == ("Location de voitures", "9 €")
    assert proposal.state == State.APPLIED
    assert proposal.applied_revision.user == cast.outsider
    assert decision.is_edited
    first, second = proposal.versions.order_by("number")
    assert (first.changes["title"], first.edited_by) == ("Voitures à louer", None)
    assert (second.edited_by, second.edited_by_label) == (cast.animator, "Awa")
    check_invariants()


def test_the_same_words_are_a_plain_acceptance(cast, proposal) -> None:
    decision = edit(proposal, cast.animator, title="Voitures à louer")
    assert not decision.is_edited
    assert proposal.versions.count() == 1


def test_what_was_not_proposed_is_not_edited_in(offer, cast, proposal) -> None:
    with pytest.raises(InvalidFields) as refused:
        edit(proposal, cast.animator, accessibility="Plain-pied")
    assert list(refused.value.errors) == ["accessibility"]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.version) == (State.PENDING, 1)


@pytest.mark.parametrize("name", ["owner", "live", "path", "slug", "go_live_at", "", "\x00"])
def test_what_is_no_field_is_refused(cast, proposal, name) -> None:
    with pytest.raises(InvalidFields):
        edit(proposal, cast.animator, **{name: "x"})


def test_text_that_is_not_right_is_refused_with_nothing_written(offer, cast, proposal) -> None:
    with pytest.raises(InvalidFields) as refused:
        edit(proposal, cast.animator, title="x")
    assert "title" in refused.value.errors
    assert proposal.versions.count() == 1
    assert live(offer).title == offer.title


def test_the_editor_settles_a_conflict(offer, cast, proposal) -> None:
    publish_one(offer=offer, fields={"title": "Autos du Causse"}, author=cast.publisher)
    with pytest.raises(InvalidFields) as refused:
        edit(proposal, cast.animator, fee_detail="10 €")
    assert list(refused.value.errors) == ["title"]
    edit(proposal, cast.animator, title="Autos à louer du Causse")
    assert live(offer).title == "Autos à louer du Causse"
    check_invariants()


def test_back_to_what_the_page_says_is_no_change(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    with pytest.raises(NoChange):
        edit(proposal, cast.animator, title=offer.title)
    assert Decision.objects.count() == 0


def test_a_page_that_moved_since_is_looked_at_again(offer, cast, proposal) -> None:
    before = seen(proposal)
    publish_one(offer=offer, fields={"title": "Autos du Causse"}, author=cast.publisher)
    with pytest.raises(StaleVersion):
        edit_and_accept(
            proposal=proposal, moderator=cast.animator, seen=before, changes={"title": "Autos"}
        )
    with pytest.raises(StaleVersion):
        edit_and_accept(
            proposal=proposal,
            moderator=cast.animator,
            seen=SeenVersion(7, before.preview_hash),
            changes={},
        )


def test_an_editor_who_adds_a_payment_needs_a_second(offer, cast, proposal) -> None:
    agreement = edit(proposal, cast.animator, fee_detail=PAYMENT)
    assert isinstance(agreement, Agreement)
    assert live(offer).fee_detail == offer.fee_detail


def test_a_new_page_can_be_edited(cast, offer) -> None:
    fields = {**offer_fields(title="Une autre offre"), "structure": cast.structure.public_id}
    proposal = ask(author=cast.outsider, action="create", changes=fields)
    edit(proposal, cast.animator, title="Une autre offre, mieux dite")
    proposal.refresh_from_db()
    assert proposal.offer.title == "Une autre offre, mieux dite"
    check_invariants()


def test_who_may_edit(offer, cast, proposal) -> None:
    assert can_edit(cast.animator, proposal)
    for person in (cast.outsider, cast.publisher, cast.other_animator):
        assert can_edit(person, proposal).reason
    with pytest.raises(PermissionDenied):
        edit(proposal, cast.other_animator, title="Autos")
    assert can_edit(cast.animator, ask_of(offer, cast.outsider, "archive")).reason
