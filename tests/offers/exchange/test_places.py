"""Which commune a row is in, which point is kept, and which areas it serves."""

import pytest

from offers.exchange.places import PlaceTable
from offers.exchange.records import RefusedRow
from territories.models import Territory

NOWHERE = {"code_insee": ..., "commune": ..., "code_postal": ..., "latitude": ..., "longitude": ...}


@pytest.mark.parametrize(
    ("place", "uid"),
    [
        ({"code_insee": "12202"}, "fr:commune:12202"),
        ({"code_insee": 12202.0}, "fr:commune:12202"),
        ({"code_insee": "2A004"}, "fr:commune:2A004"),
        ({"code_insee": 1053.0}, "fr:commune:01053"),
        ({"commune": "RODEZ", "code_postal": "12000"}, "fr:commune:12202"),
        ({"commune": "Rodez", "code_postal": "12000.0"}, None),
        ({"commune": "rodés", "code_postal": "12000"}, "fr:commune:12202"),
        ({"commune": "Rodez Cedex 9", "code_postal": "12029"}, "fr:commune:12202"),
        ({"commune": "St Affrique", "code_postal": 12400.0}, "fr:commune:12208"),
        ({"commune": "Sainte-Radegonde", "code_postal": "12850"}, "fr:commune:12241"),
        ({"commune": "Sainte-Radegonde", "code_postal": "12999"}, "fr:commune:12241"),
        ({"commune": "Rodez"}, "fr:commune:12202"),
        ({"commune": "Bourg-Regénéré"}, "fr:commune:01053"),
        ({"latitude": 44.35, "longitude": 2.573}, "fr:commune:12202"),
        ({"latitude": 2.573, "longitude": 44.35}, "fr:commune:12202"),
        ({"commune": "Saint-Pierre", "latitude": 45.06, "longitude": 2.4}, "fr:commune:15206"),
        ({"code_insee": "13201"}, "fr:district:13201"),
        ({"commune": "MARSEILLE", "code_postal": "13002"}, "fr:district:13202"),
        ({"commune": "Marseille 2e", "code_postal": "13002"}, "fr:district:13202"),
        ({"code_insee": "13055", "code_postal": "13002"}, "fr:district:13202"),
        ({"code_insee": "13055"}, "fr:commune:13055"),
        ({"code_insee": "59999", "commune": "Rodez"}, "fr:commune:12202"),
    ],
)
def test_the_commune_is_told_by_code_name_or_point(reader, place, uid):
    record = reader.service(**{**NOWHERE, **place})
    if uid is None:
        assert "code_postal" in {problem.field for problem in record.problems}
    else:
        assert record.fields["commune"] == uid


def test_a_former_code_leads_to_its_successor(reader, parser):
    gone = Territory.objects.filter(
        successor__isnull=False, level="commune", successor__successor=None, country_code="fr"
    ).first()
    assert gone is not None
    assert gone.successor is not None
    fields = reader.fields(**{**NOWHERE, "code_insee": gone.code})
    assert fields["commune"] == gone.successor.uid


def test_a_name_that_several_communes_bear_is_not_guessed(reader):
    assert "commune" in reader.problems(**{**NOWHERE, "commune": "Sainte-Radegonde"})


def test_an_unknown_name_is_answered_with_one_that_resembles(reader):
    problems = reader.problems(**{**NOWHERE, "commune": "Roddez"})
    assert problems["commune"] == "Rodez"


def test_a_remote_service_needs_no_commune(reader):
    fields = reader.fields(**{**NOWHERE, "modes_accueil": ["a-distance"], "adresse": ...})
    assert fields["commune"] is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "kind"),
    [
        ("44,35", "2,57", None),
        (2.57, 44.35, "repaired"),
        (44.35, -2.57, "repaired"),
        (-44.35, 2.57, "repaired"),
    ],
)
def test_a_usual_mistake_of_the_point_is_put_right(reader, latitude, longitude, kind):
    record = reader.service(latitude=latitude, longitude=longitude)
    assert (record.fields["latitude"], record.fields["longitude"]) == (44.35, 2.57)
    assert [w.kind for w in record.warnings if w.field == "latitude"] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (48.85, 2.35),
        (0, 0),
        ("nord", "est"),
        (float("nan"), 2.57),
        (float("inf"), float("inf")),
        (44.35, ...),
        (True, True),
        (10**400, 2.0),
        (["44"], 2.57),
    ],
)
def test_a_wrong_point_is_left_out_and_told(reader, latitude, longitude):
    record = reader.service(latitude=latitude, longitude=longitude)
    assert (record.fields["latitude"], record.fields["longitude"]) == (None, None)
    assert ("dropped", "latitude") in {(w.kind, w.field) for w in record.warnings}


@pytest.mark.parametrize(
    ("codes", "uids"),
    [
        (["12"], ["fr:department:12"]),
        (["2A", "2b"], ["fr:department:2A", "fr:department:2B"]),
        (["12202"], ["fr:commune:12202"]),
        ([1], ["fr:department:01"]),
        ("01053", ["fr:commune:01053"]),
        (["241200187"], ["fr:epci:241200187"]),
        (["france"], ["fr"]),
        (["99100"], ["fr"]),
        (["99131"], ["be"]),
        (["fr:region:76"], ["fr:region:76"]),
        (None, ["everywhere"]),
        ([], ["everywhere"]),
        ("12, 46", None),
    ],
)
def test_the_area_served(reader, codes, uids):
    fields = reader.fields(zone_eligibilite=codes)
    assert fields["coverage"] == (uids or ["fr:department:12", "fr:department:46"])


def test_the_kind_of_a_zone_tells_a_region_from_a_department(reader):
    fields = reader.fields(zone_eligibilite=["76"], zone_type="region")
    assert fields["coverage"] == ["fr:region:76"]


def test_an_unknown_area_refuses_the_row(reader):
    assert reader.problems(zone_eligibilite=["241200188"]) == {"zone_eligibilite": "241200187"}
    assert reader.problems(zone_eligibilite=["Rodez"]) == {"zone_eligibilite": "12202"}


def test_a_service_without_address_is_where_its_structure_is(reader):
    record = reader.service(**{**NOWHERE, "adresse": ...})
    assert record.fields["commune"] == "fr:commune:12202"
    assert record.fields["street_address"] == "12 rue de la République"
    assert ("repaired", "adresse") in {(w.kind, w.field) for w in record.warnings}


def test_a_structure_without_a_known_commune_is_refused(reader):
    record = reader.structure(
        id="essai--s2", commune="Roddez", code_insee=..., code_postal=..., adresse=...
    )
    assert isinstance(record, RefusedRow)
    assert record.problems[0].suggestion == "Rodez"


def test_the_table_costs_the_same_number_of_queries_whatever_its_size(
    places, django_assert_num_queries
):
    with django_assert_num_queries(4):
        PlaceTable.from_database()
