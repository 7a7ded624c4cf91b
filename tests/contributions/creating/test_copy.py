"""Copying an offer: for those who keep the structure, with what must be checked again."""

import pytest
from django.urls import reverse

from contributions.creating.permissions import can_copy
from contributions.models import Draft
from offers.models import OfferPage
from offers.publishing import archive_offer
from tests.contributions.creating.filling import address, fill
from tests.factories import make_offer


@pytest.fixture
def url(offer) -> str:
    return reverse("contributions:creating-copy", args=[offer.public_id])


@pytest.fixture
def keeper(client, cast):
    client.force_login(cast.publisher)
    return client


def copied(client, url) -> Draft:
    client.post(url)
    return Draft.objects.get()


def test_reading_the_page_copies_nothing(keeper, url) -> None:
    assert keeper.get(url).status_code == 200
    assert not Draft.objects.exists()


def test_all_fields_are_copied_and_sent_only_once_checked(keeper, url, offer) -> None:
    draft = copied(keeper, url)
    assert keeper.get(address(draft, "envoi")).context["missing"] == []
    refused = fill(keeper, draft, "envoi", go="send")
    assert refused.status_code == 422
    fill(keeper, draft, "besoin", title="Location de scooters")
    sent = fill(keeper, draft, "envoi", go="send", has_checked="on")
    assert sent.status_code == 302
    copy = sent_copy("Location de scooters")
    same = (
        "summary", "needs", "what", "documents", "fee_detail", "street_address", "latitude",
        "coverage", "languages_spoken", "opening_hours", "audiences",
    )  # fmt: skip
    assert {name: getattr(copy, name) for name in same} == {
        name: getattr(offer, name) for name in same
    }
    assert copy.structure == offer.structure
    ways = [(row["mode"], row["value"]) for row in copy.engage_person]
    assert ways == [("phone", "+33536490012")]


def sent_copy(title: str) -> OfferPage:
    """Live at once: those who copy an offer keep its structure."""
    return OfferPage.objects.get(title=title, live=True)


def test_what_no_screen_shows_is_carried_along(keeper, cast) -> None:
    offer = make_offer(structure=cast.structure, min_age=18, simple_version="Une voiture.")
    draft = copied(keeper, reverse("contributions:creating-copy", args=[offer.public_id]))
    fill(keeper, draft, "besoin", title="Location de scooters")
    fill(keeper, draft, "envoi", go="send", has_checked="on")
    copy = sent_copy("Location de scooters")
    assert (copy.min_age, copy.simple_version) == (18, "Une voiture.")


def test_the_point_is_left_behind_when_the_address_changes(keeper, url) -> None:
    draft = copied(keeper, url)
    fill(keeper, draft, "lieu", street_address="1 rue Neuve", person_note="")
    fill(keeper, draft, "besoin", title="Location de scooters")
    fill(keeper, draft, "envoi", go="send", has_checked="on")
    copy = sent_copy("Location de scooters")
    assert (copy.street_address, copy.latitude) == ("1 rue Neuve", None)


def test_what_must_be_checked_is_said(keeper, url) -> None:
    draft = copied(keeper, url)
    assert "notice--warning" in keeper.get(address(draft)).content.decode()


def test_whoever_does_not_keep_it_is_refused_with_the_reason(client, cast, url, offer) -> None:
    assert not can_copy(cast.outsider, offer)
    client.force_login(cast.outsider)
    assert client.get(url).status_code == 403
    assert client.post(url).status_code == 403
    assert not Draft.objects.exists()


def test_a_visitor_signs_in_first(client, url) -> None:
    assert client.post(url).url.startswith("/compte/login/")


def test_an_offer_that_left_and_one_that_never_was(keeper, url, offer) -> None:
    unknown = reverse("contributions:creating-copy", args=["zzzzzzzz"])
    assert keeper.get(unknown).status_code == 404
    archive_offer(offer=offer, actor=None)
    assert keeper.post(url).status_code == 403
