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

CITIES = ("75056", "69123", "13055")


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
        "district": 45,
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
        codes = [f"{level.value}:{row['id'] or row['code']}" for row in rows]
        assert Counter(codes).most_common(1)[0][1] == 1
        seen |= set(codes)


@pytest.fixture(scope="module")
def belgium():
    folder = folder_of("be")
    return {level: list(read_rows(path)) for level, path in level_files(folder)}


def test_belgium_is_whole(belgium):
    assert {level.value: len(rows) for level, rows in belgium.items()} == {
        "country": 1,
        "region": 3,
        "province": 10,
        "commune": 565,
    }
    assert len([row for row in belgium[Level.COMMUNE] if row["parent"] == "region:BRU"]) == 19


@pytest.mark.parametrize("country", ["be", "fr"])
def test_every_commune_has_a_postal_code(country, belgium, france):
    communes = (belgium if country == "be" else france)[Level.COMMUNE]
    assert all(row["postal_codes"] for row in communes)


def test_no_municipality_lies_far_from_its_province(belgium):
    rows = [*belgium[Level.PROVINCE], *belgium[Level.REGION]]
    homes = {f"{row['level']}:{row['id']}": row for row in rows}
    far = [
        row["name"]
        for row in belgium[Level.COMMUNE]
        if kilometres(*point(row), *point(homes[row["parent"]])) > 90
    ]
    assert far == []


def test_districts_lie_in_their_city(france):
    cities = {f"commune:{row['code']}": row for row in france[Level.COMMUNE]}
    for district in france[Level.DISTRICT]:
        city = cities[district["parent"]]
        assert set(district["postal_codes"].split()) <= set(city["postal_codes"].split())
        assert kilometres(*point(district), *point(city)) < 15
    people = sum(int(row["population"]) for row in france[Level.DISTRICT])
    assert people == sum(int(cities[f"commune:{c}"]["population"]) for c in CITIES)


@pytest.mark.parametrize("country", ["be", "fr"])
def test_other_names_are_parted_by_a_bar(country, belgium, france):
    for rows in (belgium if country == "be" else france).values():
        for row in rows:
            names = row["aliases"].split("|") if row["aliases"] else []
            assert all(name.strip() == name != "" for name in names)
            assert row["name"] not in names


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


@pytest.mark.parametrize("country", ["be", "fr"])
def test_former_places_lead_to_living_ones(country, belgium, france):
    levels = belgium if country == "be" else france
    living = {f"{level.value}:{row['code']}" for level, rows in levels.items() for row in rows}
    former = rows_named(folder_of(country), "former")
    assert former
    assert {row["successor"] for row in former} <= living
    assert not {f"{row['level']}:{row['code']}" for row in former} & living


def test_zones_of_communes_exist(france):
    zones = {f"{row['scheme']}:{row['code']}" for row in rows_named(folder_of("fr"), "zone")}
    named = {zone for row in france[Level.COMMUNE] for zone in row["zones"].split()}
    assert named == zones


def test_compressed_files_bear_no_date():
    for path in folder_of("fr").glob("*.gz"):
        assert path.read_bytes()[4:8] == b"\0\0\0\0"
