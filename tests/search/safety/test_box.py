"""The box on the page of results: whose numbers, when, and the way out."""

from typing import Any

import pytest
from django.test import Client

from search.models import EmergencyNumber
from search.safety.numbers import load_emergency_numbers
from tests.factories import CAR

ASK = "/recherche/"
DANGER = "je veux mourir"
BOX_QUERIES = 1

pytestmark = pytest.mark.usefixtures("sayings", "numbers")


@pytest.fixture
def numbers(db) -> None:
    load_emergency_numbers()


def follow(client: Client, problem: str, place: str = "Rodez") -> Any:
    response = client.post(ASK, {"probleme": problem, "lieu": place})
    return client.get(response["Location"])


@pytest.mark.parametrize(
    ("problem", "place", "hrefs"),
    [
        ("je veux mourir", "Rodez", ["tel:3114", "tel:15", "sms:114", "tel:112"]),
        ("mon mari me frappe", "Rodez", ["tel:17", "tel:3919", "sms:114"]),
        ("je dors dehors ce soir", "Rodez", ["tel:115", "tel:112"]),
        ("rien mangé depuis deux jours", "Rodez", ["tel:115"]),
        ("mon beau-père me touche", "Rodez", ["tel:119", "tel:17"]),
        ("mon père ne respire plus", "Rodez", ["tel:15", "tel:18", "tel:112"]),
        ("je veux mourir", "Bruxelles", ["tel:080032123", "tel:1813", "tel:112"]),
        ("mon mari me frappe", "Bruxelles", ["tel:101", "tel:080030030"]),
        ("mon père ne respire plus", "Bruxelles", ["tel:112"]),
    ],
)
def test_the_numbers_of_the_country_stand_first(client, problem, place, hrefs) -> None:
    page = follow(client, problem, place).content.decode()
    box = page.index("safety-title")
    assert box < page.index("<h1")
    found = [page.index(f'href="{href}"') for href in hrefs]
    assert found == sorted(found)
    assert found[0] > box


def test_without_a_place_the_numbers_are_those_of_the_default_country(client, settings) -> None:
    assert 'href="tel:3114"' in follow(client, DANGER, "").content.decode()
    settings.DEFAULT_COUNTRY = "be"
    page = follow(client, DANGER, "").content.decode()
    assert 'href="tel:080032123"' in page
    assert 'href="tel:3114"' not in page


def test_a_country_without_numbers_still_has_112(client, settings) -> None:
    settings.DEFAULT_COUNTRY = "lu"
    assert 'href="tel:112"' in follow(client, DANGER, "").content.decode()


@pytest.mark.parametrize(
    "problem",
    [
        "je suis mort de rire",
        "violence au cinéma",
        "expulsion dans 3 mois",
        "je n'ai pas de voiture pour aller travailler",
    ],
)
def test_no_box_for_a_look_alike(client, problem) -> None:
    response = follow(client, problem)
    assert response.context["safety"] is None
    assert "safety-title" not in response.content.decode()


def test_no_box_for_a_need_without_a_sentence(client, offer) -> None:
    response = client.get(ASK, {"besoin": CAR, "lieu": "fr:commune:12202"})
    assert response.context["safety"] is None


def test_the_way_out_is_a_plain_link_that_says_nothing(client, settings) -> None:
    settings.QUICK_EXIT_URL = "https://meteo.example"
    page = follow(client, DANGER).content.decode()
    link = next(part for part in page.split("<a ") if "data-quick-exit" in part.split(">")[0])
    assert 'href="https://meteo.example"' in link
    assert 'rel="noreferrer"' in link
    assert "js/quick-exit" in page


def test_a_number_taken_out_of_the_table_is_not_shown(client) -> None:
    EmergencyNumber.objects.filter(number="3114").update(is_shown=False)
    assert 'href="tel:3114"' not in follow(client, DANGER).content.decode()


def test_the_box_costs_one_query(client, django_assert_max_num_queries) -> None:
    address = client.post(ASK, {"probleme": DANGER, "lieu": "Rodez"})["Location"]
    client.get(address)
    with django_assert_max_num_queries(30 + BOX_QUERIES):
        client.get(address)


def test_in_english(client) -> None:
    address = client.post(ASK, {"probleme": "I want to die", "lieu": "Rodez"})["Location"]
    page = client.get(f"/en{address}").content.decode()
    assert "National suicide prevention line" in page


def test_nothing_of_it_is_logged(client, caplog) -> None:
    caplog.set_level("DEBUG")
    follow(client, DANGER)
    assert "mourir" not in caplog.text
