"""What the place box is answered while one types: tests of the address, not of the ranking."""

import pytest

from territories.resolution import resolve_place
from tests.fixtures.places import place

pytestmark = pytest.mark.django_db

ADDRESS = "/recherche/lieux/"


def options(client, typed):
    return client.post(ADDRESS, {"q": typed}).json()["places"]


def test_a_district_lies_in_its_city(client, places):
    assert options(client, "75013")[0] == {
        "uid": "fr:district:75113",
        "value": "Paris 13e arrondissement (Paris)",
        "label": "Paris 13e arrondissement",
        "detail": "Paris",
    }


def test_a_zone_says_what_it_is(client, places):
    (zone,) = options(client, "rodez agglo")
    assert (zone["uid"], zone["label"]) == ("fr:epci:241200187", "Rodez Agglomération")
    assert zone["value"] == "Rodez Agglomération"
    assert zone["detail"]


@pytest.mark.parametrize(
    "typed", ["paris", "75013", "rod", "occ", "liè", "métropole de l", "st den"]
)
def test_what_is_chosen_is_read_again_as_the_same_place(client, places, typed):
    found = options(client, typed)
    assert found
    for option in found:
        read = resolve_place(option["value"])
        assert option["uid"] in [one.uid for one in read.choices]
        if not option["uid"].startswith("fr:epci"):
            assert read.place == place(option["uid"])
