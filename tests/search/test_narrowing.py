"""The filters of an address: kept when they mean something, taken away one by one."""

import pytest
from django.http import QueryDict
from django.utils import translation

from search.asking import read_address
from search.filters import NOW, Facet, Filters
from search.links import Address
from search.narrowing import filter_labels, read_filters

CHOSEN = Filters(
    {
        Facet.FEE: ("gratuit",),
        Facet.AUDIENCE: ("femmes", "jeunes"),
        Facet.LANGUAGE: ("ar",),
        Facet.OPEN: (NOW,),
    }
)


def query(address: str) -> QueryDict:
    return QueryDict(address.partition("?")[2])


def test_an_address_tells_its_filters_again(words) -> None:
    address = Address(needs=["mobilite"], filters=CHOSEN)
    assert read_filters(query(str(address))) == CHOSEN
    assert read_address(query(str(address))).address == address


def test_a_filter_is_taken_away_alone_and_leads_to_the_first_page(words) -> None:
    address = Address(needs=["mobilite"], page=3, filters=CHOSEN)
    left = query(address.without_filter(Facet.AUDIENCE, "femmes"))
    assert left.getlist("public") == ["jeunes"]
    assert left.getlist("frais") == ["gratuit"]
    assert "page" not in left
    assert query(address.toggles()(Facet.MODE, "a-distance"))["mode"] == "a-distance"


@pytest.mark.parametrize(
    "text",
    ["frais=femmes", "public=%00", "public=x%22", "ouvert=demain", "langue=a%00b", "langue=arabe"],
)
def test_a_code_that_means_nothing_is_left_out(words, text) -> None:
    assert not read_filters(QueryDict(text))


def test_filters_cost_no_query_once_the_words_are_read(words, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        assert read_filters(query(str(Address(filters=CHOSEN))))
    with django_assert_num_queries(0):
        assert read_filters(query(str(Address(filters=CHOSEN))))
    with django_assert_num_queries(0):
        assert not read_filters(QueryDict("besoin=mobilite"))


def test_chips_are_named_as_people_say(words) -> None:
    with translation.override("en"):
        assert list(filter_labels(CHOSEN).values()) == [
            "Free",
            "Women",
            "Young people",
            "Spoken: Arabic",
            "Open now",
        ]
