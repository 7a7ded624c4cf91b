"""Beside the official schema: what it refuses is refused, but for documented differences."""

import pytest
from data_inclusion.schema import v1
from pydantic import ValidationError

from offers.exchange.reading import read_rows
from offers.exchange.records import RefusedRow
from tests.offers.exchange.conftest import SERVICE, shared

# Refused there, kept here: an empty list means that nothing is said, a point is left out alone,
# a code that a spreadsheet shortened is put right.
LENIENT = [
    {"publics": []},
    {"zone_eligibilite": []},
    {"modes_mobilisation": []},
    {"latitude": "nord"},
    {"code_insee": 1053, "commune": None, "latitude": None, "longitude": None},
    {"code_postal": "1200"},
    {"date_maj": "31/03/2026"},
    {"thematiques": ["mobilite--louer-un-vehicule"]},
]
# Kept there, refused here: nobody would find it, or know whom it serves, or where it is.
STRICT = [
    {"thematiques": None},
    {"zone_eligibilite": ["00000"]},
    {
        "commune": None,
        "code_insee": "99999",
        "code_postal": None,
        "latitude": None,
        "longitude": None,
    },
]
BAD = [
    {"nom": "ab"},
    {"nom": "x" * 151},
    {"description": "abc"},
    {"description": "x" * 10_001},
    {"date_maj": "1999-01-01"},
    {"date_maj": "2999-01-01"},
    {"type": "troc"},
    {"thematiques": ["rien"]},
    {"frais": "cher"},
    {"publics": ["martiens"]},
    {"publics": ["tous-publics", "jeunes"]},
    {"code_postal": "750121"},
    {"code_insee": "122022"},
    {"courriel": "pas une adresse"},
    {"lien_source": "pas une url"},
    {"lien_mobilisation": "pas une url"},
    {"modes_accueil": ["jamais"]},
    {"modes_mobilisation": ["crier"]},
    {"mobilisable_par": ["autres"]},
    {"volume_horaire_hebdomadaire": -1},
    {"volume_horaire_hebdomadaire": "beaucoup"},
    {"nombre_semaines": 0},
    {"nombre_semaines": 1.5},
    {"id": None},
    {"structure_id": None},
]


def official(row):
    """Whether the official schema takes the row."""
    try:
        v1.Service.model_validate(row)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("changes", BAD)
def test_what_the_official_schema_refuses_is_refused(reader, changes):
    assert not official({**SERVICE, **changes})
    assert isinstance(reader.service(**changes), RefusedRow)


def test_a_row_without_source_is_of_the_source_of_the_import(reader):
    reader.structure(source=None)
    assert reader.service(source=None).source == "data-inclusion"


@pytest.mark.parametrize("changes", STRICT)
def test_what_we_refuse_beyond_it(reader, changes):
    assert official({**SERVICE, **changes})
    assert isinstance(reader.service(**changes), RefusedRow)


@pytest.mark.parametrize("changes", LENIENT)
def test_what_we_take_though_it_does_not(reader, changes):
    assert not official({**SERVICE, **changes})
    assert not isinstance(reader.service(**changes), RefusedRow)


def test_a_complete_row_is_taken_by_both(reader):
    assert official(SERVICE)
    assert not isinstance(reader.service(), RefusedRow)


def test_the_official_workbook_is_refused_for_the_reasons_it_was_made_for(parser):
    path = shared("data-inclusion/dataset.xlsx")
    found = {"structures": [], "services": []}
    for kind, refusals in found.items():
        for raw in read_rows(path, kind=kind):
            assert not isinstance(parser.identify(raw, kind), RefusedRow)
            refusals.append(parser.structure(raw) if kind == "structures" else parser.service(raw))
    (structure,) = found["structures"]
    assert {p.field for p in structure.problems} == {"code_postal", "courriel", "site_web"}
    first, second = ({p.field: p for p in row.problems} for row in found["services"])
    assert first["thematiques"].suggestion == "logement-hebergement--louer-un-logement"
    assert first.keys() == {"structure_id", "thematiques", "mobilisable_par", "nombre_semaines"}
    assert second.keys() == {"structure_id", "mobilisable_par", "nombre_semaines", "commune"}
