"""Who may propose, withdraw and read: each refusal says why."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from contributions.models import Proposal
from contributions.permissions import (
    can_propose,
    can_propose_for,
    can_report,
    can_resubmit,
    can_see_content,
    can_withdraw,
    hidden_fields,
    register_overseer,
    visible_fields,
)
from contributions.targets import kind_of, register
from offers.models import OfferVisibility
from offers.models.structures import AddressVisibility
from offers.publishing import archive_offer
from tests.contributions.making import propose


def test_can_propose(offer, cast) -> None:
    assert can_propose(cast.outsider, offer)
    assert can_propose(AnonymousUser(), offer).reason
    cast.outsider.is_active = False
    assert can_propose(cast.outsider, offer).reason
    archive_offer(offer=offer, actor=None)
    offer.refresh_from_db()
    assert can_propose(cast.member, offer).reason


def test_can_report(offer, cast) -> None:
    assert can_report(offer)
    assert can_report(offer, action="archive")
    assert can_report(offer, action="move").reason
    assert can_report(None, action="create").reason
    archive_offer(offer=offer, actor=None)
    offer.refresh_from_db()
    assert can_report(offer).reason


def test_can_propose_for(offer, cast) -> None:
    assert can_propose_for(cast.publisher, cast.structure.pk)
    assert can_propose_for(cast.outsider, cast.structure.pk).reason


def test_can_withdraw(offer, cast) -> None:
    proposal = propose(offer, cast.outsider)
    assert can_withdraw(cast.outsider, proposal)
    assert can_withdraw(cast.animator, proposal).reason
    proposal.state = Proposal.State.REJECTED
    assert can_withdraw(cast.outsider, proposal).reason
    proposal.author = None
    assert can_withdraw(cast.outsider, proposal).reason


def test_can_resubmit(offer, cast) -> None:
    proposal = propose(offer, cast.outsider)
    assert can_resubmit(cast.outsider, proposal)
    assert can_resubmit(cast.animator, proposal).reason
    proposal.state = Proposal.State.REJECTED
    assert can_resubmit(cast.outsider, proposal).reason
    proposal.author = None
    assert can_resubmit(cast.outsider, proposal).reason


def test_can_see_content(offer, cast) -> None:
    proposal = propose(offer, cast.outsider)
    for person in (cast.outsider, cast.publisher, cast.animator, cast.administrator):
        assert can_see_content(person, proposal)
    for person in (cast.member, cast.other_animator, AnonymousUser()):
        assert can_see_content(person, proposal).reason


def test_what_is_protected_is_hidden_from_all_but_those_who_keep_or_animate(offer, cast) -> None:
    visibility = offer.visibility
    visibility.contact_name = OfferVisibility.Contact.PUBLIC
    assert hidden_fields(offer) == frozenset()
    visibility.contact_name = OfferVisibility.Contact.ON_REQUEST
    visibility.contact_email = OfferVisibility.Contact.SIGNED_IN
    visibility.address = AddressVisibility.COMMUNE
    hidden = {"contact_name", "street_address", "postal_code", "latitude", "longitude"}
    assert hidden_fields(offer) == hidden
    visibility.address = AddressVisibility.HIDDEN
    assert hidden_fields(offer) == hidden | {"commune"}
    assert not visible_fields(cast.outsider, offer) & hidden
    for person in (cast.publisher, cast.animator):
        assert hidden <= visible_fields(person, offer)


def test_an_overseer_is_registered_once() -> None:
    from contributions.permissions import _overseers

    before = list(_overseers)
    for rule in before:
        register_overseer(rule)
    assert _overseers == before


def test_a_kind_of_target_is_registered_once() -> None:
    kind = kind_of(Proposal(target_kind=Proposal.Target.OFFER))
    with pytest.raises(ValueError, match="already"):
        register(Proposal.Target.OFFER, kind)


def test_a_page_can_say_how_many_wait(offer, cast) -> None:
    propose(offer, cast.outsider)
    page = Template("{% load proposals %}{% open_proposals pk as n %}{{ n.count }} {{ n.fields }}")
    assert page.render(Context({"pk": offer.pk})) == "1 [&#x27;précisions sur le tarif&#x27;]"
