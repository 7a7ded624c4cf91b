"""`among` finds what `in` finds, with one parameter whatever the length of the list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from offers.models import OfferPage
from territories.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def some(places) -> list[Territory]:
    return list(Territory.objects.order_by("path")[:5])


@pytest.mark.parametrize("name", ["pk", "uid", "parent", "parent__path", "population"])
def test_it_finds_what_in_finds(some, name) -> None:
    column = {"parent": "parent_id"}.get(name, name)
    found = Territory.objects.filter(pk__in=[one.pk for one in some])
    values = [value for value in found.values_list(column, flat=True) if value is not None]
    assert values
    asked = Territory.objects.order_by("pk")
    among, inside = {f"{name}__among": values}, {f"{name}__in": values}
    assert list(asked.filter(**among)) == list(asked.filter(**inside))
    assert list(asked.exclude(**among)) == list(asked.exclude(**inside))


def test_it_reads_values_as_the_field_does(offer) -> None:
    page = OfferPage.objects.get(pk=offer.pk)
    for value in (page.translation_key, str(page.translation_key)):
        assert OfferPage.objects.filter(translation_key__among=[value]).get() == page


def test_of_an_empty_list_there_is_nothing_and_no_question(some) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert list(Territory.objects.filter(pk__among=[])) == []
    assert not asked.captured_queries


def test_the_statement_stays_the_same_whatever_the_length(places) -> None:
    short, long = (
        Territory.objects.filter(pk__among=range(1, count)).query.sql_with_params()
        for count in (3, 300)
    )
    assert short[0] == long[0]
    assert len(short[1]) == len(long[1]) == 1


@pytest.mark.parametrize("heads", [["fr/76/"], ["fr/76/", "fr/84/"], ["fr/7"], ["76"], ["%"], [""]])
def test_under_finds_what_begins_with_one_of_them(some, heads) -> None:
    begins = [one.pk for one in Territory.objects.all() if one.path.startswith(tuple(heads))]
    found = Territory.objects.filter(path__under=heads)
    assert sorted(found.values_list("pk", flat=True)) == sorted(begins)


def test_under_an_empty_list_there_is_nothing(some) -> None:
    assert list(Territory.objects.filter(path__under=[])) == []
