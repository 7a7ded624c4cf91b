"""The text of a proposal that did not go live, taken up again."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from contributions.mine.permissions import can_reuse
from contributions.mine.reusing import changes_to_reuse, to_reuse
from contributions.models import Proposal
from contributions.services import withdraw_proposal
from offers.models import OfferPage
from offers.models.structures import AddressVisibility
from tests.contributions.making import propose
from tests.contributions.mine.making import accept, refuse
from tests.contributions.mine.test_afterwards import change
from tests.factories import make_offer


def read(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def test_a_refused_text_comes_back(offer, cast) -> None:
    proposal = refuse(propose(offer, cast.outsider, title="Autre titre"), cast.animator)
    assert changes_to_reuse(user=cast.outsider, proposal=read(proposal)) == {"title": "Autre titre"}


def test_so_does_one_taken_back(offer, cast) -> None:
    proposal = propose(offer, cast.outsider)
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    assert changes_to_reuse(user=cast.outsider, proposal=read(proposal)) == proposal.changes


def test_where_others_changed_the_same_place_the_words_of_the_author_win(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, title="Autre titre")
    change(offer, cast.publisher, title="Le titre du garage")
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.CONFLICT)
    assert changes_to_reuse(user=cast.outsider, proposal=read(proposal)) == {"title": "Autre titre"}


def test_what_others_added_beside_it_stays(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, documents=["Permis de conduire", "RIB"])
    refuse(proposal, cast.animator)
    change(offer, cast.publisher, documents=["Contrat", "Permis de conduire"])
    found = changes_to_reuse(user=cast.outsider, proposal=read(proposal))
    assert found == {"documents": ["Contrat", "Permis de conduire", "RIB"]}


def test_what_the_page_says_already_is_left_out(offer, cast) -> None:
    proposal = refuse(propose(offer, cast.outsider, title="Autre titre"), cast.animator)
    change(offer, cast.publisher, title="Autre titre")
    assert changes_to_reuse(user=cast.outsider, proposal=read(proposal)) == {}


def test_a_field_protected_since_then_stays_protected(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, street_address="14 rue Neuve", title="Autre titre")
    refuse(proposal, cast.animator)
    offer.visibility.address = AddressVisibility.HIDDEN
    offer.visibility.save()
    assert changes_to_reuse(user=cast.outsider, proposal=read(proposal)) == {"title": "Autre titre"}


@pytest.mark.parametrize("who", ["publisher", "member", "animator"])
def test_nobody_takes_the_text_of_another(offer, cast, who) -> None:
    proposal = read(refuse(propose(offer, cast.outsider), cast.animator))
    user = getattr(cast, who)
    assert not can_reuse(user, proposal)
    with pytest.raises(PermissionDenied):
        changes_to_reuse(user=user, proposal=proposal)
    assert to_reuse(user=user, uuid=str(proposal.uuid), target=offer) is None


def test_what_waits_or_went_live_is_not_redone(offer, cast) -> None:
    proposal = propose(offer, cast.outsider)
    assert not can_reuse(cast.outsider, proposal)
    accept(proposal, cast.animator)
    assert not can_reuse(cast.outsider, read(proposal))


def test_the_address_of_the_editing_page_names_it(offer, cast) -> None:
    proposal = refuse(propose(offer, cast.outsider), cast.animator)
    page = OfferPage.objects.get(pk=offer.pk)
    other = make_offer(structure=cast.structure, title="Une autre page")
    assert to_reuse(user=cast.outsider, uuid=str(proposal.uuid), target=page) == proposal
    for asked in ("", "x", "1' OR 1=1", str(uuid.uuid4())):
        assert to_reuse(user=cast.outsider, uuid=asked, target=page) is None
    assert to_reuse(user=cast.outsider, uuid=str(proposal.uuid), target=other) is None
