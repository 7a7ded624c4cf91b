"""Public Atom feeds: what changed among the offers of a territory, a need or a structure."""

import pytest
from django.urls import reverse

from offers.models import PublicOffer
from offers.publishing import archive_offer, publish_one
from tests.factories import CAR, SHELTER, make_offer

pytestmark = pytest.mark.django_db
HOURS = {"opening_hours": "Tu-Fr 10:00-12:00"}
AVEYRON = reverse("offers:territory_feed", args=["fr:department:12"])


def addresses(offer) -> list[str]:
    return [
        AVEYRON,
        reverse("offers:need_feed", args=[CAR]),
        reverse("offers:structure_feed", args=[offer.structure.public_id]),
    ]


def test_each_feed_tells_who_changed_what(client, cast, offer):
    publish_one(offer=offer, fields=HOURS, author=cast.publisher, summary="Fermé le lundi & mardi")
    for address in addresses(offer):
        answer = client.get(address)
        content = answer.content.decode()
        assert answer["Content-Type"].startswith("application/atom+xml")
        assert answer["X-Robots-Tag"] == "noindex"
        assert content.count("<entry>") == 2
        assert offer.title in content
        assert "<name>Claire</name>" in content
        assert "Fermé le lundi &amp;amp; mardi" in content
        assert "horaires" in content
        assert f"/offres/{offer.public_id}-" in content


def test_page_off_the_site_is_in_no_feed(client, cast, offer):
    archive_offer(offer=offer, actor=cast.animator)
    for address in addresses(offer):
        assert "<entry>" not in client.get(address).content.decode()


def test_hidden_commune_has_no_entry_in_its_feed(client, cast, offer):
    shelter = make_offer(structure=cast.structure, title="Mise à l'abri", needs=[SHELTER])
    content = client.get(reverse("offers:territory_feed", args=["fr:commune:12202"])).content
    assert shelter.title in client.get(AVEYRON).content.decode()
    entry = content.decode()
    assert "Rodez" not in entry.split("<entry>", 1)[1]


def test_nothing_of_a_feed_is_markup(client, cast, offer):
    publish_one(
        offer=offer, fields=HOURS, author=cast.publisher, summary="<script>alert(1)</script>\x08"
    )
    content = client.get(AVEYRON).content.decode()
    assert "<script>" not in content
    assert "&lt;script&gt;" not in content
    assert "&amp;lt;script&amp;gt;" in content


@pytest.mark.parametrize(
    ("name", "key"),
    [("territory_feed", "fr:department:zz"), ("need_feed", "nothing"), ("structure_feed", "0" * 8)],
)
def test_unknown_page_has_no_feed(client, words, name, key):
    assert client.get(reverse(f"offers:{name}", args=[key])).status_code == 404


@pytest.mark.parametrize("number", [1, 20])
def test_costs_the_same_whatever_its_length(client, cast, offer, number, django_assert_num_queries):
    for count in range(number):
        make_offer(structure=cast.structure, title=f"Atelier {count}", author=cast.publisher)
    with django_assert_num_queries(4):
        client.get(AVEYRON)
    assert PublicOffer.objects.count() == number + 1
