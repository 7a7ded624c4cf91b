"""Points as people paste them, and the communes around."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territories.points import nearest_communes, read_point
from tests.fixtures.places import place


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("44.35, 2.573", (44.35, 2.573)),
        ("44,35 2,573", (44.35, 2.573)),
        ("44,35,2,573", (44.35, 2.573)),
        ("44.35;2.573", (44.35, 2.573)),
        ("44,35 ; 2,573", (44.35, 2.573)),
        ("(44.35, 2.573)", (44.35, 2.573)),
        ("geo:44.35,-2.573", (44.35, -2.573)),
        ("−20.88 55.45", (-20.88, 55.45)),
        ("44.35N 2.573W", (44.35, -2.573)),
        ("20.88 S, 2.573 O", (-20.88, -2.573)),
        ("0, 0", (0, 0)),
        ("91, 200", (91, 200)),
    ],
)
def test_a_point_is_read(text, point):
    assert read_point(text) == point


@pytest.mark.parametrize(
    "text",
    ["", "12 000", "12,000", "12000", "44.35", "44.35, Rodez", "12, 34, 56", "1.2.3, 4", "Lyon 3"],
)
def test_what_is_no_point(text):
    assert read_point(text) is None


@given(st.text(max_size=60))
def test_no_text_ever_raises(text):
    read_point(text)


def uids(*args, **options):
    return [found.uid for found, _ in nearest_communes(*args, **options)]


@pytest.mark.django_db
def test_the_nearest_come_first_with_their_distance(places):
    found = nearest_communes(44.35, 2.573, limit=3)
    assert found[0][0] == place("fr:commune:12202")
    away = [kilometres for _, kilometres in found]
    assert len(found) == 3
    assert away == sorted(away)
    assert 0 <= away[0] < 1


@pytest.mark.django_db
def test_a_city_is_as_near_as_its_nearest_district(places):
    """Thirteenth of Paris: the town hall of the Kremlin-Bicêtre is nearer than that of Paris."""
    (city, away), *_ = nearest_communes(48.8283, 2.3627, limit=1)
    assert city == place("fr:commune:75056")
    assert away < 1


@pytest.mark.django_db
def test_a_territory_without_communes_is_its_own_point(places):
    assert uids(-22.28, 166.46) == ["fr:department:988"]


@pytest.mark.django_db
def test_nothing_is_near_in_the_open_sea_or_off_the_earth(places):
    for latitude, longitude in ((0, 0), (91, 200), (-90, 0), (90, 180), (45, -30)):
        assert uids(latitude, longitude) == []


@pytest.mark.django_db
def test_the_reach_is_within_reason_and_can_be_said(places):
    assert "fr:commune:12145" not in uids(44.35, 2.573, limit=500)
    assert "fr:commune:12145" in uids(44.35, 2.573, limit=500, within_km=60)


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 50])
def test_one_query_whatever_the_number(places, limit, django_assert_num_queries):
    with django_assert_num_queries(1):
        for found, _ in nearest_communes(44.35, 2.573, limit=limit):
            assert found.parent
