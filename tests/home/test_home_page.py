import pytest
from django.urls import reverse

from offers.models import Need, Structure

# Wagtail's site and route, the page, its locale, categories, two counts; see HomePage.get_context.
HOME_QUERIES = 7


pytestmark = pytest.mark.usefixtures("words")


def test_shows_the_two_boxes_and_the_needs(client, home) -> None:
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="probleme"' in page
    assert 'name="lieu"' in page
    assert len(answer.context["categories"]) == 16
    assert reverse("offers:need", args=["sante"]) in page


def test_leaves_out_replaced_categories(client, home) -> None:
    old, new = Need.objects.categories()[:2]
    old.replaced_by = new
    old.save(update_fields=["replaced_by"])
    assert old not in client.get("/").context["categories"]


def test_counts_offers_and_structures(client, home, offer) -> None:
    answer = client.get("/")
    assert answer.context["offers"] == 1
    assert answer.context["structures"] == Structure.objects.live().count() > 0


def test_is_the_same_for_everyone_without_token(client, home) -> None:
    answer = client.get("/")
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert "csrftoken" not in answer.cookies
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize("more", [0, 13])
def test_costs_the_same_whatever_the_number_of_needs(
    client, home, more, django_assert_num_queries
) -> None:
    for place in range(more):
        Need.objects.create(code=f"n{place}", labels={"fr": "Besoin"}, icon="heart")
    client.get("/")
    with django_assert_num_queries(HOME_QUERIES):
        client.get("/")


def test_main_navigation_leads_somewhere(client, home) -> None:
    page = client.get("/").content.decode()
    for path in ("/besoins/", "/territoires/", "/structures/", "/aide/", "/licence/"):
        assert f'href="{path}"' in page


def test_says_when_data_is_for_demonstration(client, home, settings) -> None:
    assert "demo-banner" not in client.get("/").content.decode()
    settings.DEMO = True
    assert "demo-banner" in client.get("/").content.decode()


@pytest.mark.parametrize(("prefix", "direction"), [("", "ltr"), ("/en", "ltr"), ("/ar", "rtl")])
def test_direction_follows_the_language(client, home, prefix, direction) -> None:
    page = client.get(f"{prefix}/").content.decode()
    assert f'lang="{prefix.strip("/") or "fr"}" dir="{direction}"' in page
