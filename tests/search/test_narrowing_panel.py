"""What narrows the answers on the page of results: counted once it is asked for, kept open then."""

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.engines.current import engine
from tests.factories import CAR, make_offer

AVEYRON = {"besoin": CAR, "lieu": "fr:commune:12202"}
OPEN = {**AVEYRON, "affiner": "1"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers(words) -> None:
    make_offer(fee="gratuit", fee_detail="")
    make_offer(fee="payant")
    make_offer(fee="payant")


def results(client: Client, query: dict[str, str] | str) -> Any:
    address = query if isinstance(query, str) else f"/recherche/?{_encoded(query)}"
    response = client.get(address)
    assert response.status_code == HTTPStatus.OK
    return response


def _encoded(query: dict[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in query.items())


def option(response: Any, label: str) -> dict[str, Any]:
    options = (one for facet in response.context["facets"] for one in facet["options"])
    return next(one for one in options if str(one["label"]) == label)


def test_a_link_leads_to_the_choices_with_their_counts(client, offers) -> None:
    first = results(client, AVEYRON)
    assert first.context["facets"] == []
    assert "refine__option" not in first.content.decode()
    url = first.context["narrow_url"]
    assert urlsplit(url).fragment == "affiner"
    assert parse_qs(urlsplit(url).query) == {name: [value] for name, value in OPEN.items()}
    opened = results(client, url)
    assert 'id="affiner" open' in opened.content.decode()
    assert option(opened, "Gratuit")["count"] == 1
    assert opened.context["narrow_url"] == ""
    assert opened.context["total"] == first.context["total"] == 3


def test_nothing_is_counted_before(client, offers, monkeypatch) -> None:
    asked = []
    search = type(engine().snapshot()).search

    def noted(index: Any, query: Any) -> Any:
        asked.append(query.is_counted)
        return search(index, query)

    monkeypatch.setattr(type(engine().snapshot()), "search", noted)
    results(client, AVEYRON)
    assert asked
    assert not any(asked)
    asked.clear()
    results(client, OPEN)
    assert any(asked)


def test_the_choices_stay_through_what_is_chosen_and_taken_away(client, offers) -> None:
    free = results(client, option(results(client, OPEN), "Gratuit")["url"])
    assert free.context["total"] == 1
    assert option(free, "Gratuit")["is_chosen"]
    bare = results(client, option(free, "Gratuit")["url"])
    assert bare.context["total"] == 3
    assert option(bare, "Gratuit")["count"] == 1
    orders = [order["url"] for order in bare.context["orders"]]
    assert orders
    assert all(results(client, url).context["facets"] for url in orders)


def test_a_chosen_filter_shows_the_choices_by_itself(client, offers) -> None:
    free = results(client, {**AVEYRON, "frais": "gratuit"})
    assert free.context["has_filters"]
    assert option(free, "Gratuit")["is_chosen"]


def test_one_answer_has_nothing_to_narrow(client, words) -> None:
    make_offer()
    assert results(client, AVEYRON).context["narrow_url"] == ""


def test_answers_that_are_alike_say_so(client, words) -> None:
    make_offer()
    make_offer()
    page = results(client, OPEN)
    assert page.context["facets"] == []
    assert "il n’y a rien à affiner" in page.content.decode()


def test_the_choices_cost_no_query(client, offers) -> None:
    spent = []
    for query in (AVEYRON, OPEN):
        results(client, query)
        with CaptureQueriesContext(connection) as queries:
            results(client, query)
        spent.append(len(queries))
    assert spent[0] == spent[1]
