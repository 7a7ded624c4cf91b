"""The page of results: what was understood, what was found and why, and no word in clear."""

import json
import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offers.models import Need
from search.engines.base import EngineError
from search.engines.current import engine
from search.models import SearchCount
from search.sealing import Typed, seal
from territories.models import Territory, TerritoryContact
from tests.examples import tries
from tests.factories import CAR, REMOTE, make_offer, make_structure

PROBLEM = "Je n'ai pas de voiture pour aller travailler"
ASK = "/recherche/"
RODEZ = "fr:commune:12202"
RESULTS_QUERIES = 24

pytestmark = pytest.mark.usefixtures("sayings")


def ask(client: Client, problem: str = PROBLEM, place: str = "Rodez", **more: Any) -> Any:
    return client.post(ASK, {"probleme": problem, "lieu": place, **more})


def follow(client: Client, *args: str, **more: Any) -> Any:
    response = ask(client, *args, **more)
    assert response.status_code == HTTPStatus.SEE_OTHER, response.content.decode()
    return client.get(response["Location"])


def params(response: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(response["Location"]).query)


def test_asking_leads_to_an_address_with_needs_and_place(client, offer) -> None:
    response = ask(client)
    assert response.status_code == HTTPStatus.SEE_OTHER
    assert params(response)["besoin"] == [CAR]
    assert params(response)["lieu"] == [RODEZ]
    assert set(params(response)) == {"besoin", "lieu", "t"}


def test_the_page_says_what_was_understood_and_why(client, offer) -> None:
    page = follow(client).content.decode()
    assert offer.title in page
    assert "(vous avez écrit\u00a0: voiture" in page or "(you wrote: voiture" in page
    assert Need.objects.get(code=CAR).label in page
    assert "Je n&#x27;ai pas de voiture" in page
    assert "Rodez (Aveyron)" in page


def test_nothing_typed_is_in_clear(client, offer, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    response = ask(client, "Mon mari me frappe", "Rodez")
    results = client.get(response["Location"])
    for text in (response["Location"], caplog.text, _title(results)):
        assert "frappe" not in text
        assert "mari" not in text
    assert response["Referrer-Policy"] == results["Referrer-Policy"] == "no-referrer"
    assert "noindex" in results["X-Robots-Tag"]
    assert "no-store" in results["Cache-Control"]
    links = [part.split('"')[0] for part in results.content.decode().split('href="')[1:]]
    assert not [link for link in links if "frappe" in link]


def test_a_place_that_is_not_known_stays_sealed(client, offer) -> None:
    response = ask(client, PROBLEM, "Chez ma mère")
    assert "lieu" not in params(response)
    page = client.get(response["Location"]).content.decode()
    assert 'value="Chez ma mère"' in page
    assert offer.title in page


def test_a_place_with_namesakes_asks_which(client, offer) -> None:
    page = follow(client, PROBLEM, "Villefranche").content.decode()
    assert "which-place-title" in page
    assert "lieu=fr%3Acommune" in page


def test_the_largest_of_namesakes_is_taken_meanwhile(client, offer) -> None:
    small = Territory.objects.get(uid="fr:commune:12202")
    Territory.objects.create(
        uid="fr:commune:99999",
        country_code="fr",
        level=small.level,
        code="99999",
        name="Rodez",
        slug="rodez",
        search_name=small.search_name,
        parent=Territory.objects.get(uid="fr:department:69"),
        path="fr/84/69/99999/",
        population=6_000,
        latitude=45.7,
        longitude=4.8,
    )
    context = follow(client, PROBLEM, "Rodez").context
    assert context["assumed_place"] == "Rodez (Aveyron)"
    assert [choice["label"] for choice in context["choices"]] == ["Rodez (Rhône)"]
    assert context["total"] == 1


def test_an_expired_token_still_answers_with_needs_and_place(client, offer) -> None:
    response = client.get(ASK, {"besoin": CAR, "lieu": RODEZ, "t": "expired"})
    assert response.status_code == HTTPStatus.OK
    assert offer.title in response.content.decode()
    assert response.context["notes"]


def test_an_expired_token_alone_gives_the_form_back(client) -> None:
    response = client.get(ASK, {"t": "expired"})
    assert response.status_code == HTTPStatus.OK
    assert response.context["has_expired"]


def test_a_need_can_be_taken_away_and_another_chosen(client, offer) -> None:
    context = follow(client, "les factures, je ne les ouvre même plus").context
    chip = context["chips"][0]
    left = client.get(chip["url"]).context["chips"]
    assert chip["label"] not in [other["label"] for other in left]
    assert context["alternatives"]
    other = client.get(context["alternatives"][0]["url"])
    assert [c["label"] for c in other.context["chips"]] == [context["alternatives"][0]["label"]]


def test_a_category_offers_its_needs(client, offer) -> None:
    context = client.get(ASK, {"besoin": "mobilite", "lieu": RODEZ}).context
    assert context["total"] == 1
    assert Need.objects.get(code=CAR).label in [
        part["label"] for part in context["parts_of_category"]
    ]


def test_a_form_with_a_need_and_no_sentence(client, offer) -> None:
    response = client.post(ASK, {"besoin": CAR, "lieu": "12000"})
    assert response.status_code == HTTPStatus.SEE_OTHER
    assert params(response)["besoin"] == [CAR]


def test_nobody_is_sent_to_a_door_across_the_country(client, offer) -> None:
    lyon = client.get(ASK, {"besoin": CAR, "lieu": "fr:commune:69123"})
    assert lyon.context["rung"] == "none"
    assert offer.title not in lyon.content.decode()


def test_what_is_done_at_a_distance_when_nothing_is_near(client) -> None:
    remote = make_offer(**REMOTE)
    lyon = client.get(ASK, {"besoin": CAR, "lieu": "fr:commune:69123"})
    assert remote.title in lyon.content.decode()


def test_the_department_then_the_region(client) -> None:
    make_offer(coverage=[RODEZ])
    far = client.get(ASK, {"besoin": CAR, "lieu": "fr:commune:12145"})
    assert far.context["rung"] in {"wider", "department"}
    assert far.context["total"] == 1


def test_nothing_found_names_someone_to_ask(client) -> None:
    TerritoryContact.objects.create(
        territory=Territory.objects.get(uid="fr:department:12"),
        name="Réseau d'insertion de l'Aveyron",
        phone="+33500000000",
    )
    response = client.get(ASK, {"besoin": CAR, "lieu": RODEZ})
    assert response.context["rung"] == "none"
    page = response.content.decode()
    assert "Réseau d&#x27;insertion de l&#x27;Aveyron" in page
    assert reverse("offers:needs") in page


def test_a_structure_is_found_by_its_name(client) -> None:
    structure = make_structure(name="Zanzibar Solidaire")
    offer = make_offer(structure=structure, coverage=[RODEZ])
    page = follow(client, "zanzibar solidaire", "")
    assert offer.title in page.content.decode()


def test_what_nobody_understands_is_said(client, offer) -> None:
    context = follow(client, "xqzt wvbn", "Rodez").context
    assert context["is_understood"] is False
    assert context["rung"] == "none"


def test_an_outage_is_a_503_that_helps(client, offer, monkeypatch, caplog) -> None:
    def fail(*_args: Any) -> Any:
        raise EngineError("OperationalError")

    monkeypatch.setattr(type(engine()), "snapshot", fail)
    response = follow(client)
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert reverse("offers:needs") in response.content.decode()
    assert "voiture" not in caplog.text


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"probleme": "", "lieu": ""},
        {"probleme": "   ", "lieu": "Rodez"},
        {"probleme": "\x00", "lieu": ""},
        {"besoin": "unknown"},
        {"probleme": "a" * 10_000, "lieu": "Rodez"},
        {"probleme": "voiture", "lieu": "b" * 500},
    ],
)
def test_bad_input_gives_the_form_back_with_what_was_typed(client, data) -> None:
    response = client.post(ASK, data)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = response.content.decode()
    assert "field__error" in page
    assert data.get("probleme", "")[:500].strip("\x00 ") in page


def test_an_empty_address_gives_the_form(client) -> None:
    response = client.get(ASK)
    assert response.status_code == HTTPStatus.OK
    assert "search-problem" in response.content.decode()


def test_other_methods_are_refused(client) -> None:
    assert client.put(ASK).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.get("/recherche/lieux/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_the_form_needs_no_token(offer) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert ask(strict).status_code == HTTPStatus.SEE_OTHER
    assert strict.post("/recherche/lieux/", {"q": "rod"}).status_code == HTTPStatus.OK


def test_places_are_suggested(client) -> None:
    response = client.post("/recherche/lieux/", {"q": "rod"})
    options = json.loads(response.content)["places"]
    assert {
        "uid": RODEZ,
        "value": "Rodez (Aveyron)",
        "label": "Rodez",
        "detail": "Aveyron",
    } in options
    assert json.loads(client.post("/recherche/lieux/", {"q": "\x00"}).content) == {"places": []}


def test_a_search_is_counted_once_without_a_word(client, offer) -> None:
    response = ask(client)
    for _ in range(2):
        client.get(response["Location"])
    [count] = SearchCount.objects.all()
    assert (count.need_code, count.rung, count.searches) == (CAR, "all", 1)
    assert count.territory_path == Territory.objects.get(uid="fr:department:12").path
    assert count.week.weekday() == 0


def test_a_bookmark_is_not_counted(client, offer) -> None:
    client.get(ASK, {"besoin": CAR, "lieu": RODEZ})
    assert not SearchCount.objects.exists()


@pytest.mark.parametrize("size", [1, 25])
def test_results_cost_the_same_whatever_their_number(
    client, size, django_assert_max_num_queries
) -> None:
    structure = make_structure()
    for number in range(size):
        make_offer(structure=structure, title=f"Location de voitures {number}")
    address = ask(client)["Location"]
    client.get(address)
    with django_assert_max_num_queries(RESULTS_QUERIES):
        response = client.get(address)
    assert response.context["total"] == size


def test_pages_follow_each_other(client) -> None:
    structure = make_structure()
    titles = {
        make_offer(structure=structure, title=f"Location de voitures {n}").title for n in range(23)
    }
    first = follow(client)
    assert len(first.context["cards"]) == 20
    second = client.get(first.context["next_url"])
    shown = [card["title"] for page in (first, second) for card in page.context["cards"]]
    assert sorted(shown) == sorted(titles)
    assert second.context["next_url"] == ""
    assert client.get(ASK, {"besoin": CAR, "page": "99"}).context["page"] == 2


ODD = st.text(max_size=60) | st.sampled_from(
    ['" OR 1=1', "a\x00b", "\u202erodez", "🙂" * 50, "NEAR(", "fr:commune:99999", "-1", "9" * 30]
)


@given(
    st.dictionaries(
        st.sampled_from(["besoin", "lieu", "t", "page", "affiner", "x"]),
        st.lists(ODD, max_size=3),
        max_size=5,
    )
)
@settings(
    max_examples=tries(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_address_is_answered(client, offer, query) -> None:
    query = {name: [v.encode("utf-8", "ignore").decode() for v in vs] for name, vs in query.items()}
    assert client.get(ASK, query).status_code == HTTPStatus.OK


@given(ODD, ODD, ODD)
@settings(
    max_examples=tries(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_form_is_answered(client, offer, problem, place, need) -> None:
    sent = [value.encode("utf-8", "ignore").decode() for value in (problem, place, need)]
    response = client.post(ASK, dict(zip(("probleme", "lieu", "besoin"), sent, strict=True)))
    assert response.status_code in {HTTPStatus.SEE_OTHER, HTTPStatus.UNPROCESSABLE_ENTITY}
    if response.status_code == HTTPStatus.SEE_OTHER:
        assert client.get(response["Location"]).status_code == HTTPStatus.OK


def test_a_sealed_text_of_any_kind_is_answered(client, offer) -> None:
    for text in ('"', "AND OR NOT", "a" * 2000, "\u202e\u200f", "%s", "🙂"):
        response = client.get(ASK, {"t": seal(Typed(text, text))})
        assert response.status_code == HTTPStatus.OK


def _title(response: Any) -> str:
    return response.content.decode().split("<title>")[1].split("</title>")[0]
