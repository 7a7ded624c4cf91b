"""Autocomplete: by what is typed so far, the most populous first."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from territories.suggest import suggest_places
from tests.examples import tries

pytestmark = pytest.mark.django_db


def uids(prefix, **options):
    return [place.uid for place in suggest_places(prefix, **options)]


@pytest.mark.parametrize(
    ("prefix", "first"),
    [
        ("rod", "fr:commune:12202"),
        ("ROD", "fr:commune:12202"),
        ("avey", "fr:department:12"),
        ("st den", "fr:commune:97411"),
        ("saint-d", "fr:commune:97411"),
        ("le ha", "fr:commune:76351"),
        ("hav", "fr:commune:76351"),
        ("l'ha", "fr:commune:94038"),
        ("hay", "fr:commune:94038"),
        ("la ro", "fr:commune:17300"),
        ("oeuf", "fr:commune:62633"),
        ("Œu", "fr:commune:62633"),
        ("par", "fr:commune:75056"),
        ("eu", "fr:commune:76255"),
        ("12", "fr:department:12"),
        ("1200", "fr:commune:12202"),
        ("12 00", "fr:commune:12202"),
        ("7501", "fr:commune:75056"),
        ("2a", "fr:department:2A"),
        ("2A004", "fr:commune:2A004"),
        ("84", "fr:department:84"),
        ("liè", "be:province:LIE"),
        ("bell", "fr:commune:69019"),
        ("75013", "fr:district:75113"),
        ("paris 13", "fr:district:75113"),
        ("paris 13eme", "fr:district:75113"),
        ("paris xiii", "fr:district:75113"),
        ("lyon 3", "fr:district:69383"),
        ("occ", "fr:region:76"),
        ("pac", "fr:region:93"),
        ("antw", "be:province:ANT"),
        ("luik", "be:province:LIE"),
        ("rodez ag", "fr:epci:241200187"),
        ("métropole de lyon", "fr:epci:200046977"),
    ],
)
def test_what_comes_first(places, prefix, first):
    assert uids(prefix)[0] == first


@pytest.mark.parametrize("prefix", ["", "  ", "\x00", "!?", "zzzz", "99999", "r" * 5_000, "%", "_"])
def test_nothing_for_nothing(places, prefix):
    assert suggest_places(prefix) == []


def test_eight_at_most_or_as_many_as_asked(places):
    assert len(suggest_places("s")) == 8
    assert len(suggest_places("s", limit=3)) == 3
    assert len(suggest_places("12", limit=3)) == 3


def test_each_once(places):
    found = uids("la ro", limit=50)
    assert len(found) == len(set(found))


def test_former_communes_are_not_proposed(places):
    assert "fr:commune:12087" not in uids("cousser")


def test_one_place_under_several_names_is_suggested_once(places):
    assert uids("paris 13") == ["fr:district:75113"]


@settings(max_examples=tries(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=70))
def test_no_prefix_ever_raises(places, prefix):
    found = uids(prefix)
    assert len(found) == len(set(found)) <= 8


@pytest.mark.parametrize("prefix", ["s", "saint", "12"])
def test_parents_come_without_more_queries(places, prefix, django_assert_max_num_queries):
    suggest_places("r")
    with django_assert_max_num_queries(4):
        assert all(place.parent for place in suggest_places(prefix))
