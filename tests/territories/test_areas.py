"""What a place lies in, and the smallest place that holds several."""

import pytest

from territories.areas import above_commune, areas_of, point_of, smallest_holding
from territories.models import Territory, Zone
from territories.names import all_names
from tests.fixtures.places import place, zone

pytestmark = pytest.mark.django_db


def test_areas_of_a_commune(places):
    assert list(areas_of(place("fr:commune:12202")).uids) == [
        "fr:commune:12202",
        "fr:department:12",
        "fr:region:76",
        "fr",
        "fr:epci:241200187",
    ]


def test_areas_of_a_country(places):
    assert list(areas_of(place("fr")).uids) == ["fr"]


def test_areas_of_a_commune_without_province(places):
    assert list(areas_of(place("be:commune:21004")).uids) == [
        "be:commune:21004",
        "be:region:BRU",
        "be",
    ]


def test_areas_of_a_zone_are_what_holds_it_whole(places):
    assert list(areas_of(zone("fr:epci:200046977")).uids) == [
        "fr:epci:200046977",
        "fr:department:69",
        "fr:region:84",
        "fr",
    ]


def test_areas_of_an_empty_zone(places):
    empty = Zone.objects.create(uid="fr:other:1", country_code="fr", kind="other", name="Vide")
    assert list(areas_of(empty).uids) == ["fr:other:1"]


def test_a_zone_that_ended_is_left_out(places):
    Zone.objects.filter(uid="fr:epci:241200187").update(valid_to="2020-01-01")
    assert "fr:epci:241200187" not in areas_of(place("fr:commune:12202")).uids


@pytest.mark.parametrize("uid", ["fr:commune:12202", "fr:department:12"])
def test_areas_cost_one_query_once_names_are_in_memory(places, uid, django_assert_num_queries):
    territory = place(uid)
    all_names()
    with django_assert_num_queries(1):
        areas_of(territory)


@pytest.mark.parametrize(
    ("uids", "expected"),
    [
        (["fr:commune:12202"], "fr:commune:12202"),
        (["fr:commune:12202", "fr:commune:12145"], "fr:department:12"),
        (["fr:commune:12202", "fr:department:12"], "fr:department:12"),
        (["fr:epci:241200187"], "fr:department:12"),
        (["fr:epci:200046977", "fr:commune:12202"], "fr"),
        (["fr:department:12", "fr:department:82"], "fr:region:76"),
        (["fr:department:11", "fr:department:12"], "fr:region:76"),
        (["fr:department:12", "fr:region:84"], "fr"),
        (["fr"], "fr"),
        (["be:commune:62063", "be:commune:62096"], "be:province:LIE"),
        (["be:commune:62063", "be:commune:21004"], "be"),
        (["be:commune:62063", "fr:commune:12202"], "fr"),
        (["everywhere"], "fr"),
        (["fr:commune:12202", "everywhere"], "fr"),
        ([], "fr"),
        (["fr:commune:00000"], "fr"),
        (["fr:commune:12202", "fr:commune:00000"], "fr:commune:12202"),
    ],
)
def test_smallest_holding(places, uids, expected):
    assert smallest_holding(uids, country=place("fr")).uid == expected


def test_codes_that_begin_alike_do_not_hold_each_other(places):
    """`fr/01/971/` and `fr/01/9711/` share letters, not a territory."""
    region = place("fr:region:01")
    made = [
        Territory.objects.create(
            uid=f"fr:department:{code}",
            country_code="fr",
            level="department",
            code=code,
            name=code,
            slug=code,
            search_name=code,
            parent=region,
            path=f"fr/01/{code}/",
        )
        for code in ("9711", "9712")
    ]
    assert smallest_holding([t.uid for t in made], country=place("fr")) == region


def test_points(places):
    assert point_of(place("fr:commune:12202")) == pytest.approx((44.349, 2.577), abs=0.01)
    assert point_of(zone("fr:epci:241200187")) == point_of(place("fr:commune:12202"))


def test_no_point(places):
    assert point_of(Territory(latitude=None, longitude=None)) is None
    empty = Zone.objects.create(uid="fr:other:1", country_code="fr", kind="other", name="Vide")
    assert point_of(empty) is None


def test_areas_of_a_district_are_those_of_its_city_and_their_zone(places):
    assert list(areas_of(place("fr:district:69383")).uids) == [
        "fr:district:69383",
        "fr:commune:69123",
        "fr:department:69",
        "fr:region:84",
        "fr",
        "fr:epci:200046977",
    ]


def test_the_smallest_that_holds_two_districts_is_their_city(places):
    held = smallest_holding(["fr:district:69383", "fr:district:69381"], country=place("fr"))
    assert held == place("fr:commune:69123")


def test_the_point_of_a_zone_is_that_of_its_city_not_of_a_district(places):
    city = place("fr:commune:69123")
    assert point_of(zone("fr:epci:200046977")) == (city.latitude, city.longitude)


@pytest.mark.parametrize(
    ("uid", "above"),
    [
        ("fr:district:69383", "fr:department:69"),
        ("fr:commune:12202", "fr:department:12"),
        ("fr:department:12", "fr:department:12"),
        ("be:commune:62063", "be:province:LIE"),
        ("be:commune:21004", "be:region:BRU"),
        ("fr", "fr"),
    ],
)
def test_what_stands_above_communes(places, uid, above):
    assert above_commune(place(uid)) == place(above)
