"""A changed phone or mail is told to who had the old address, and comes back in one click."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.links import LinkRefused
from contributions.direct.putting_back import forget_contact_changes, put_back
from contributions.errors import MovedMeanwhile, NoChange
from contributions.models import ContactChange
from contributions.previews import preview
from journal.models import AuditEvent
from moderation.deciding.services import SeenVersion, accept_proposal
from notifications.models import Notice
from offers.models import OfferPage, OfferVisibility, PublicOffer, Structure
from offers.models.structures import AddressVisibility, PageState
from offers.publishing import archive_offer, publish_one
from offers.structure_states import archive_structure
from offers.structures import publish_structure
from tests.cast import Cast
from tests.contributions.making import propose
from tests.offers.keeping.making import link_in, sent, token_in

OLD, NEW = "accueil@causse.example", "nouveau@ailleurs.example"


@pytest.fixture
def page(offer: OfferPage) -> OfferPage:
    """The offer with a mail of its own, which nobody has changed yet."""
    publish_one(offer=offer, fields={"contact_email": OLD}, author=None)
    ContactChange.objects.all().delete()
    sent()
    return offer


def change(page: OfferPage, **fields: Any) -> list[Any]:
    publish_one(offer=page, fields=fields, author=page.owner)
    return sent()


def now_on(page: OfferPage) -> OfferPage:
    return OfferPage.objects.get(pk=page.pk)


def test_the_old_mail_is_told_and_puts_it_back(page: OfferPage, cast: Cast) -> None:
    (message,) = change(page, contact_email=NEW)
    assert message.to == [OLD]
    assert OLD in message.body
    assert NEW in message.body
    put_back(token=token_in(message))
    assert now_on(page).contact_email == OLD
    assert now_on(page).public.data["contact"]["email"] == OLD
    event = AuditEvent.objects.filter(action="contact.put_back").get()
    assert event.actor is None
    assert Notice.objects.get(recipient=cast.animator).kind == "contact_put_back"
    # Or two addresses would undo each other for ever.
    assert sent() == [] or all(NEW not in message.to for message in sent())
    assert ContactChange.objects.count() == 1


def test_a_changed_phone_is_told_to_the_mail_that_stays(page: OfferPage) -> None:
    (message,) = change(page, contact_phone="+33536490099")
    assert message.to == [OLD]


def test_a_changed_row_counts_and_is_put_back_among_the_others(page: OfferPage) -> None:
    rows = now_on(page).engage_person
    changed = [{**rows[0], "value": "+33536490099"}]
    (message,) = change(page, engage_person=changed)
    publish_one(
        offer=page,
        fields={"engage_person": [*changed, {"mode": "come", "value": "", "note": "Sur place"}]},
        author=None,
    )
    put_back(token=token_in(message))
    after = now_on(page).engage_person
    assert [row["value"] for row in after if row["mode"] == "phone"] == [rows[0]["value"]]
    assert [row["note"] for row in after if row["mode"] == "come"] == ["Sur place"]


def test_without_any_mail_the_one_of_the_structure_is_told(offer: OfferPage, cast: Cast) -> None:
    cast.structure.email = "siege@causse.example"
    cast.structure.save_because("import", by=None)
    (message,) = change(offer, contact_phone="+33536490099")
    assert message.to == ["siege@causse.example"]


def test_with_no_address_at_all_nobody_is_told(offer: OfferPage) -> None:
    assert change(offer, contact_phone="+33536490099") == []


def test_other_fields_are_told_to_nobody(page: OfferPage) -> None:
    assert change(page, fee_detail="9 € par jour") == []
    assert change(page, engage_person=[{**now_on(page).engage_person[0], "note": "Le soir."}]) == []


def test_a_structure_too(cast: Cast) -> None:
    publish_structure(structure=cast.structure, fields={"email": OLD}, author=cast.publisher)
    publish_structure(structure=cast.structure, fields={"email": NEW}, author=cast.publisher)
    (message,) = sent()
    assert message.to == [OLD]
    put_back(token=token_in(message))
    assert Structure.objects.get(pk=cast.structure.pk).email == OLD


def test_an_accepted_proposal_is_told_alike(page: OfferPage, cast: Cast) -> None:
    proposal = propose(page, cast.outsider, contact_email=NEW)
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=cast.animator, seen=seen)
    assert [OLD] in [message.to for message in sent()]


def test_what_else_changed_since_stays(page: OfferPage) -> None:
    (message,) = change(page, contact_email=NEW)
    change(page, fee_detail="9 € par jour", contact_phone="+33536490099")
    put_back(token=token_in(message))
    live = now_on(page)
    assert (live.contact_email, live.fee_detail) == (OLD, "9 € par jour")
    assert live.contact_phone == "+33536490099"


def test_a_contact_changed_again_since_is_left_alone(page: OfferPage) -> None:
    (message,) = change(page, contact_email=NEW)
    change(page, contact_email="encore@ailleurs.example")
    with pytest.raises(MovedMeanwhile):
        put_back(token=token_in(message))
    assert now_on(page).contact_email == "encore@ailleurs.example"


def test_what_is_back_already_is_not_put_back_twice(page: OfferPage) -> None:
    (message,) = change(page, contact_email=NEW)
    change(page, contact_email=OLD)
    with pytest.raises(NoChange):
        put_back(token=token_in(message))


def test_a_link_serves_once_and_for_a_week(page: OfferPage) -> None:
    (message,) = change(page, contact_email=NEW)
    token = token_in(message)
    with pytest.raises(LinkRefused):
        put_back(token=token, at=timezone.now() + timedelta(days=7, minutes=1))
    put_back(token=token)
    with pytest.raises(LinkRefused):
        put_back(token=token)


def test_over_http_reading_changes_nothing_and_the_button_acts(page: OfferPage, client) -> None:
    (message,) = change(page, contact_email=NEW)
    url = link_in(message)
    shown = client.get(url)
    assert shown.status_code == 200
    assert OLD in shown.content.decode()
    assert now_on(page).contact_email == NEW
    assert client.post(url).status_code == 200
    assert now_on(page).contact_email == OLD
    assert client.post(url).status_code == 410


def test_over_http_a_conflict_is_said(page: OfferPage, client) -> None:
    (message,) = change(page, contact_email=NEW)
    change(page, contact_email="encore@ailleurs.example")
    assert client.post(link_in(message)).status_code == 409


@pytest.mark.parametrize("token", ["x", "a" * 43])
def test_an_unknown_link_is_gone(db: None, client, token: str) -> None:
    url = reverse("contributions:put-contact-back", args=[token])
    assert client.get(url).status_code == 410
    assert client.post(url).status_code == 410


def test_addresses_are_forgotten_after_two_months(page: OfferPage) -> None:
    change(page, contact_email=NEW)
    assert forget_contact_changes(timezone.now() + timedelta(days=59)) == 0
    assert forget_contact_changes(timezone.now() + timedelta(days=61)) == 1


def test_a_page_taken_off_the_site_stays_off(page: OfferPage, cast: Cast, client) -> None:
    (message,) = change(page, contact_email=NEW)
    archive_offer(offer=page, actor=cast.animator)
    assert client.get(link_in(message)).status_code == 410
    assert client.post(link_in(message)).status_code == 410
    row = PublicOffer.objects.get(pk=page.pk)
    assert (row.state, now_on(page).live) == (PageState.ARCHIVED, False)
    assert now_on(page).contact_email == NEW


def test_a_structure_taken_off_the_site_stays_as_it_is(cast: Cast, client) -> None:
    publish_structure(structure=cast.structure, fields={"email": OLD}, author=cast.publisher)
    publish_structure(structure=cast.structure, fields={"email": NEW}, author=cast.publisher)
    (message,) = sent()
    archive_structure(structure=cast.structure, author=cast.animator)
    assert client.post(link_in(message)).status_code == 410
    assert Structure.objects.get(pk=cast.structure.pk).email == NEW


def test_the_way_to_a_hidden_place_is_told_to_no_former_address(page: OfferPage, client) -> None:
    OfferVisibility.objects.filter(offer=page).update(address=AddressVisibility.HIDDEN)
    door = {"mode": "come", "value": "7 impasse du Refuge", "note": "Sonner chez Maud"}
    change(page, engage_person=[door, {"mode": "mail", "value": OLD, "note": ""}])
    rows = now_on(page).engage_person
    (message,) = change(page, engage_person=[rows[0], {**rows[1], "value": NEW}])
    shown = client.get(link_in(message)).content.decode()
    for text in (message.body, shown):
        assert NEW in text
        assert "Refuge" not in text
        assert "Maud" not in text


def test_a_link_about_a_change_that_is_forgotten_is_gone(page: OfferPage, client) -> None:
    (message,) = change(page, contact_email=NEW)
    ContactChange.objects.all().delete()
    assert client.get(link_in(message)).status_code == 410
    assert client.post(link_in(message)).status_code == 410
