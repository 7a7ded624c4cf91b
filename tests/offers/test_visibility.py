"""Where a hidden address must not appear: the public row, the pages, the structure."""

import json

import pytest
from django.urls import reverse

from offers.models import OfferVisibility, PublicOffer
from offers.publishing import publish_one, refresh_public
from offers.visibility import stricter
from tests.factories import SHELTER, make_offer

pytestmark = pytest.mark.django_db
SECRETS = ("12 rue de la République", "12000", "44.35", "2.57", "fr:commune:12202", "Rodez")


@pytest.fixture
def shelter(cast, words):
    cast.structure.street_address = "12 rue de la République"
    cast.structure.save()
    return make_offer(
        structure=cast.structure,
        title="Se mettre à l’abri",
        needs=[SHELTER],
        engage_person=[
            {"mode": "phone", "value": "3919", "note": ""},
            {"mode": "come", "value": "12 rue de la République", "note": ""},
        ],
    )


def test_the_public_row_of_a_hidden_place_says_only_the_department(shelter):
    row = PublicOffer.objects.get(pk=shelter.pk)
    text = json.dumps(row.data, ensure_ascii=False)
    for secret in SECRETS:
        assert secret not in text.replace(row.public_id, "")
    assert row.latitude is row.longitude is row.commune is None
    assert row.data["home_territory"]["name"] == "Aveyron"


@pytest.mark.parametrize("url", ["offer", "structure", "territory", "structures"])
def test_no_page_shows_a_hidden_street(client, shelter, cast, url):
    addresses = {
        "offer": PublicOffer.objects.get(pk=shelter.pk).get_absolute_url(),
        "structure": cast.structure.get_absolute_url(),
        "territory": reverse("offers:territory", args=["fr:department:12"]),
        "structures": reverse("offers:structures"),
    }
    html = client.get(addresses[url]).content.decode()
    assert "12 rue de la République" not in html
    assert "44.35" not in html


def test_adding_such_a_need_hides_the_address(offer, cast):
    publish_one(offer=offer, fields={"needs": [SHELTER]}, author=cast.outsider)
    assert OfferVisibility.objects.get(offer=offer).address == "hidden"
    assert PublicOffer.objects.get(pk=offer.pk).data["address"]["street"] == ""


def test_removing_the_need_does_not_show_it_again(shelter, cast):
    publish_one(
        offer=shelter, fields={"needs": ["mobilite--acceder-a-un-vehicule"]}, author=cast.outsider
    )
    assert OfferVisibility.objects.get(offer=shelter).address == "hidden"


def test_commune_only_gives_the_point_of_the_commune(offer):
    offer.visibility.address = "commune"
    offer.visibility.save()
    row = refresh_public(offer)
    assert row.data["address"]["street"] == ""
    assert row.data["address"]["commune_name"] == "Rodez"
    assert (row.latitude, row.longitude) == (offer.commune.latitude, offer.commune.longitude)


def test_a_named_person_is_not_public_by_default(cast, words):
    offer = make_offer(
        structure=cast.structure, contact_name="Jeanne Durand", contact_phone="05 36 49 00 99"
    )
    row = PublicOffer.objects.get(pk=offer.pk)
    assert "name" not in row.data["contact"]
    assert row.data["contact"]["phone"] == "+33536490099"


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        ("public", "hidden", "hidden"),
        ("commune", "public", "commune"),
        ("hidden", "commune", "hidden"),
    ],
)
def test_the_stricter_wins(first, second, result):
    assert stricter(first, second) == stricter(second, first) == result
