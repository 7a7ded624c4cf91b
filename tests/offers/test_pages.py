"""The public pages: what they show, where they lead, what they cost."""

import pytest
from django.urls import reverse

from home.site_tree import ensure_site_tree
from offers.models import Need, NeedPage, PublicOffer
from offers.publishing import archive_offer, publish_one
from tests.factories import CAR, load_words, make_offer, make_structure

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(offer):
    return PublicOffer.objects.get(pk=offer.pk)


@pytest.fixture
def tree(words, remembered):
    remembered("tree", ensure_site_tree)
    remembered("needs", load_words)


def test_the_offer_page_shows_what_people_need(client, row):
    html = client.get(row.get_absolute_url()).content.decode()
    for text in (
        "Location de voitures à petit prix",
        "Garage du Causse",
        'href="tel:+33536490012"',
        "5 € par jour",
        "Permis de conduire",
        "https://garage.example/fiche",
        reverse("contributions:history", args=["offres", row.public_id]),
        reverse("contributions:propose-edit", args=[row.public_id]),
    ):
        assert text in html


def test_the_offer_page_costs_the_same_whatever_it_holds(
    client, row, django_assert_max_num_queries
):
    client.get(row.get_absolute_url())
    with django_assert_max_num_queries(10):
        assert client.get(row.get_absolute_url()).status_code == 200


def test_an_old_slug_redirects(client, row):
    response = client.get(reverse("offers:offer", args=[row.public_id, "ancien-titre"]))
    assert response.status_code == 301
    assert response["Location"] == row.get_absolute_url()


def test_the_address_follows_the_title(client, offer, row, cast):
    old = row.get_absolute_url()
    publish_one(offer=offer, fields={"title": "Voitures à louer"}, author=cast.outsider)
    response = client.get(old)
    assert response.status_code == 301
    assert response["Location"].endswith("-voitures-a-louer/")


def test_an_archived_offer_is_gone_and_says_what_may_help(client, offer, row, cast):
    other = make_offer(structure=cast.structure, title="Un autre garage")
    archive_offer(offer=offer, actor=cast.animator)
    response = client.get(row.get_absolute_url())
    assert response.status_code == 410
    assert other.title in response.content.decode()


def test_a_merged_offer_redirects_to_the_other(client, offer, row, cast):
    other = make_offer(structure=cast.structure, title="Un autre garage")
    archive_offer(offer=offer, actor=cast.animator, merged_into=other)
    response = client.get(row.get_absolute_url())
    assert response.status_code == 301
    assert response["Location"] == PublicOffer.objects.get(pk=other.pk).get_absolute_url()


def test_the_address_in_the_page_tree_leads_to_the_public_one(client, offer, row):
    response = client.get(offer.get_url())
    assert response.status_code == 302
    assert response["Location"] == row.get_absolute_url()


@pytest.mark.parametrize(
    "path",
    [
        "/offres/zzzzzzzz-rien/",
        "/offres/ZZZ/",
        "/structures/zzzzzzzz-rien/",
        "/besoins/pas-un-besoin/",
        "/territoires/fr:department:999/",
        "/territoires/%00/",
        "/offres/22222222/historique/",
    ],
)
def test_what_does_not_exist_is_not_found(client, offer, path):
    assert client.get(path).status_code == 404


def test_pages_are_only_read(client, row):
    assert client.post(row.get_absolute_url()).status_code == 405
    assert client.post(reverse("offers:structures")).status_code == 405


def test_the_history_names_authors_and_never_their_address(client, offer, row, cast):
    publish_one(
        offer=offer,
        fields={"title": "Voitures à louer"},
        author=cast.outsider,
        accepted_by=cast.animator,
        summary="Titre plus court.",
    )
    response = client.get(reverse("contributions:history", args=["offres", row.public_id]))
    html = response.content.decode()
    assert "Mésange patiente" in html
    assert "Awa" in html
    assert "Titre plus court." in html
    assert cast.outsider.email not in html
    assert "noindex" in html


def test_the_history_keeps_the_change_when_its_author_left(client, offer, row, cast):
    publish_one(offer=offer, fields={"title": "Voitures à louer"}, author=cast.outsider)
    cast.outsider.delete()
    html = client.get(
        reverse("contributions:history", args=["offres", row.public_id])
    ).content.decode()
    assert "Mésange patiente" not in html


def test_the_structure_page_lists_its_offers(client, offer, cast):
    html = client.get(cast.structure.get_absolute_url()).content.decode()
    assert offer.title in html


def test_an_old_slug_of_a_structure_redirects(client, cast):
    response = client.get(reverse("offers:structure", args=[cast.structure.public_id, "avant"]))
    assert response.status_code == 301


@pytest.mark.parametrize(
    ("query", "found", "left_out"),
    [
        ({"nom": "garage"}, "Garage du Causse", "Auto-école du Rhône"),
        ({"nom": "AUTO ECOLE"}, "Auto-école du Rhône", "Garage du Causse"),
        ({"lieu": "Rodez"}, "Garage du Causse", "Auto-école du Rhône"),
        ({"lieu": "69"}, "Auto-école du Rhône", "Garage du Causse"),
        ({"besoin": CAR}, "Garage du Causse", "Auto-école du Rhône"),
    ],
)
def test_structures_are_found_by_name_place_and_need(client, offer, query, found, left_out):
    html = client.get(reverse("offers:structures"), query).content.decode()
    assert found in html
    assert left_out not in html


@pytest.mark.parametrize(
    "query",
    [
        {"nom": "\x00"},
        {"nom": "x" * 5000},
        {"lieu": "'; drop table"},
        {"besoin": "rien"},
        {"apres": "pas un jeton"},
        {"apres": "W10"},
        {"apres": "WyJhIiwgOTk5OTk5OTk5OTk5OTk5OTk5OTk5OTldCg"},
    ],
)
def test_a_bad_question_still_gets_a_page(client, offer, query):
    assert client.get(reverse("offers:structures"), query).status_code == 200


@pytest.mark.parametrize("size", [1, 20])
def test_the_list_of_structures_costs_the_same_whatever_its_length(
    client, places, words, size, django_assert_max_num_queries
):
    for number in range(size):
        make_structure(name=f"Structure {number}")
    client.get(reverse("offers:structures"))
    with django_assert_max_num_queries(10):
        client.get(reverse("offers:structures"))


def test_pages_of_a_list_have_no_gap_and_no_repeat(client, places, words):
    names = [make_structure(name=f"Structure {number:03}").name for number in range(45)]
    url, seen = reverse("offers:structures"), []
    while url:
        response = client.get(url)
        page = response.context["structures"]
        seen += [structure.name for structure in page.rows]
        url = f"{reverse('offers:structures')}?apres={page.next_token}" if page.next_token else ""
    assert seen == names


def test_the_needs_are_listed_with_their_offers(client, offer, tree):
    html = client.get(reverse("offers:needs")).content.decode()
    assert Need.objects.get(code=CAR).label in html


def test_the_needs_page_costs_the_same_every_time(client, tree, django_assert_max_num_queries):
    client.get(reverse("offers:needs"))
    with django_assert_max_num_queries(8):
        client.get(reverse("offers:needs"))


def test_a_need_page_explains_and_lists(client, offer, tree):
    html = client.get(reverse("offers:need", args=[CAR])).content.decode()
    assert NeedPage.objects.get(need__code=CAR).description[:40] in html.replace("&#x27;", "'")
    assert offer.title in html


def test_a_category_page_lists_its_needs_and_their_offers(client, offer, tree):
    html = client.get(reverse("offers:need", args=["mobilite"])).content.decode()
    assert Need.objects.get(code=CAR).label in html
    assert offer.title in html


def test_a_renamed_need_redirects(client, tree):
    old = Need.objects.get(code=CAR)
    old.replaced_by = Need.objects.leaves().exclude(pk=old.pk).first()
    old.save()
    response = client.get(reverse("offers:need", args=[CAR]))
    assert response.status_code == 301
    assert response["Location"] == old.replaced_by.page.get_absolute_url()


@pytest.mark.parametrize("uid", ["fr", "fr:region:76", "fr:department:12", "fr:commune:12202"])
def test_a_territory_page_lists_what_serves_it(client, offer, uid):
    html = client.get(reverse("offers:territory", args=[uid])).content.decode()
    assert offer.title in html


def test_a_territory_page_leaves_out_what_serves_others(client, offer):
    html = client.get(reverse("offers:territory", args=["fr:department:69"])).content.decode()
    assert offer.title not in html


def test_a_territory_page_can_be_asked_for_one_need(client, offer, cast):
    other = make_offer(
        structure=cast.structure,
        title="Un repas chaud",
        needs=["equipement-et-alimentation--alimentation"],
    )
    url = reverse("offers:territory", args=["fr:department:12"])
    html = client.get(url, {"besoin": CAR}).content.decode()
    assert offer.title in html
    assert other.title not in html


@pytest.mark.parametrize("size", [1, 15])
def test_a_territory_page_costs_the_same_whatever_it_holds(
    client, offer, cast, size, django_assert_max_num_queries
):
    for number in range(size):
        make_offer(structure=cast.structure, title=f"Offre {number}")
    url = reverse("offers:territory", args=["fr:department:12"])
    client.get(url)
    with django_assert_max_num_queries(16):
        client.get(url)


def test_the_territories_are_listed_with_their_offers(client, offer):
    html = client.get(reverse("offers:territories")).content.decode()
    assert "Occitanie" in html


def test_needs_stand_in_the_order_of_the_vocabulary(client, tree):
    category = Need.objects.get(code="mobilite")
    for place, need in enumerate(category.needs.order_by("-pk")):
        Need.objects.filter(pk=need.pk).update(position=place)
    wanted = list(category.needs.order_by("-pk"))
    shown = client.get(f"/besoins/{category.code}/").context["needs"]
    listed = client.get("/besoins/").context["categories"].get(pk=category.pk).needs.all()
    assert list(shown) == wanted
    assert list(listed) == wanted
