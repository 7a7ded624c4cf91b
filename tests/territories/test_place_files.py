"""The shipped data: complete, consistent, the same bytes each time."""

from collections import Counter

import pytest

from territories.distance import kilometres
from territories.models.places import Level
from territories.place_files import (
    UnknownCountry,
    countries,
    folder_of,
    level_files,
    read_rows,
    rows_named,
)


@pytest.fixture(scope="module")
def france():
    folder = folder_of("fr")
    return {level: list(read_rows(path)) for level, path in level_files(folder)}


def test_countries():
    assert countries() == ["be", "fr"]


@pytest.mark.parametrize("name", ["", "xx", "../fr", "FR", "\x00"])
def test_an_unknown_country_is_named(name):
    with pytest.raises(UnknownCountry):
        folder_of(name)


def test_france_is_whole(france):
    assert {level.value: len(rows) for level, rows in france.items()} == {
        "country": 1,
        "region": 18,
        "department": 107,
        "commune": 34875,
    }
    assert len([row for row in france[Level.DEPARTMENT] if row["parent"]]) == 101


@pytest.mark.parametrize("country", ["be", "fr"])
def test_every_row_has_a_parent_a_point_and_its_own_code(country):
    seen = {""}
    for level, path in level_files(folder_of(country)):
        rows = list(read_rows(path))
        assert {row["level"] for row in rows} == {level.value}
        assert {row["parent"] for row in rows} <= seen
        assert all(row["latitude"] and row["longitude"] and row["name"] for row in rows)
        codes = [f"{level.value}:{row['code']}" for row in rows]
        assert Counter(codes).most_common(1)[0][1] == 1
        seen |= set(codes)


def test_every_commune_of_france_has_a_postal_code(france):
    assert all(row["postal_codes"] for row in france[Level.COMMUNE])


@pytest.mark.parametrize(
    ("code", "commune"),
    [
        *((f"750{number:02}", "75056") for number in range(1, 21)),
        *((f"6900{number}", "69123") for number in range(1, 10)),
        *((f"130{number:02}", "13055") for number in range(1, 17)),
    ],
)
def test_postal_codes_of_districts_lead_to_their_city(france, code, commune):
    assert [row["code"] for row in france[Level.COMMUNE] if code in row["postal_codes"]] == [
        commune
    ]


def test_no_commune_lies_far_from_its_department(france):
    homes = {f"department:{row['code']}": row for row in france[Level.DEPARTMENT]}
    far = [
        row["name"]
        for row in france[Level.COMMUNE]
        if kilometres(*point(row), *point(homes[row["parent"]])) > 320
    ]
    assert far == []


def point(row):
    return float(row["latitude"]), float(row["longitude"])


def test_former_places_lead_to_living_ones(france):
    living = {f"{level.value}:{row['code']}" for level, rows in france.items() for row in rows}
    former = rows_named(folder_of("fr"), "former")
    assert {row["successor"] for row in former} <= living
    assert not {f"{row['level']}:{row['code']}" for row in former} & living


def test_zones_of_communes_exist(france):
    zones = {f"{row['scheme']}:{row['code']}" for row in rows_named(folder_of("fr"), "zone")}
    named = {zone for row in france[Level.COMMUNE] for zone in row["zones"].split()}
    assert named == zones


def test_compressed_files_bear_no_date():
    for path in folder_of("fr").glob("*.gz"):
        assert path.read_bytes()[4:8] == b"\0\0\0\0"
