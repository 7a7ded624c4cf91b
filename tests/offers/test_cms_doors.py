"""The Wagtail admin leads every act on an offer to the site's own page, even for a superuser."""

import pytest
from django.urls import reverse

from offers.models import OfferPage, PublicOffer
from offers.snapshots import snapshot
from tests.cast import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
DOORS = (
    ("get", "edit"),
    ("post", "edit"),
    ("get", "delete"),
    ("post", "delete"),
    ("post", "unpublish"),
    ("get", "copy"),
    ("post", "copy"),
)


@pytest.fixture
def chief(client):
    user = make_user("chef@example.org", "Chef", second_factor=True)
    user.is_superuser = user.is_staff = True
    user.save()
    client.force_login(user)
    return user


@pytest.mark.parametrize(("method", "door"), DOORS)
def test_every_door_leads_to_the_public_page(client, chief, offer, door, method):
    before = snapshot(offer)
    url = reverse(f"wagtailadmin_pages:{door}", args=[offer.pk])
    assert_led_away(getattr(client, method)(url), offer)
    assert snapshot(OfferPage.objects.get(pk=offer.pk)) == before


def test_an_offer_is_not_moved(client, chief, offer):
    elsewhere = offer.get_parent().get_parent()
    url = reverse("wagtailadmin_pages:move_confirm", args=[offer.pk, elsewhere.pk])
    assert_led_away(client.post(url), offer)
    assert OfferPage.objects.get(pk=offer.pk).path == offer.path


@pytest.mark.parametrize("action", ["delete", "publish", "unpublish"])
def test_nothing_is_done_to_offers_by_the_dozen(client, chief, offer, action):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    assert_led_away(client.post(f"{url}?next=/cms/&id={offer.pk}"), offer)


def assert_led_away(response, offer):
    assert response.status_code == 302
    assert response["Location"] == PublicOffer.objects.get(pk=offer.pk).get_absolute_url()
    assert OfferPage.objects.get(pk=offer.pk).live


def test_an_older_revision_is_not_brought_back(client, chief, offer):
    url = reverse("wagtailadmin_pages:revisions_revert", args=[offer.pk, offer.live_revision_id])
    response = client.post(url, {"title": "Autre"})
    assert response.status_code in {302, 403, 404}
    assert OfferPage.objects.get(pk=offer.pk).title == offer.title


def test_nobody_adds_an_offer_there(client, chief, offer):
    url = reverse("wagtailadmin_pages:add", args=["offers", "offerpage", offer.get_parent().pk])
    assert client.get(url).status_code in {302, 403}
    assert OfferPage.objects.count() == 1
