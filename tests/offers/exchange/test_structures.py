"""What a structure's row becomes, and what refuses it."""

import pytest

from offers.exchange.records import RefusedRow, StructureRecord
from offers.services import new_structure
from territories.models import Territory


def test_a_complete_row_is_what_new_structure_takes(reader):
    record = reader.structure(id="essai--s2", siret="82454114801871", site_web="https://a.example")
    assert isinstance(record, StructureRecord)
    commune = Territory.objects.get(uid=record.fields["commune"])
    structure = new_structure(
        home_territory=commune.parent, **{**record.fields, "commune": commune}
    )
    structure.full_clean()
    assert structure.identifier == "82454114801871"
    assert structure.phone == "+33536490012"
    assert structure.email == "contact@garage.example"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", ...),
        ("nom", ...),
        ("nom", "ab"),
        ("nom", "x" * 151),
        ("date_maj", ...),
        ("date_maj", "2999-01-01"),
        ("siret", "123456789012345"),
        ("siret", "abc"),
        ("courriel", "pas une adresse"),
        ("site_web", "pas une url !"),
        ("lien_source", "ftp://a.example"),
        ("code_postal", 750121.0),
        ("description", "abc"),
        ("description", "mot " * 3000),
    ],
)
def test_what_refuses_a_structure(reader, name, value):
    record = reader.structure(
        id="essai--s2" if name != "id" else value, **({name: value} if name != "id" else {})
    )
    assert isinstance(record, RefusedRow)
    assert name in {problem.field for problem in record.problems}


@pytest.mark.parametrize(
    ("name", "value", "field", "kept"),
    [
        ("nom", "Garage du Causse.", "name", "Garage du Causse"),
        ("siret", 60487647500499.0, "identifier", "60487647500499"),
        ("siret", 5487647500499.0, "identifier", "05487647500499"),
        ("siret", "604 876 475 00499", "identifier", "60487647500499"),
        ("telephone", "sur place", "phone", ""),
        ("horaires_accueil", "le matin", "opening_hours", ""),
        ("description", "<p>Un <b>garage</b>.</p>", "description", "Un garage."),
        ("typologie", "CCAS", "kind_label", "Centre communal d’action sociale"),
        ("reseaux_porteurs", ["mission-locale"], "kind_label", "Mission locale"),
        ("reseaux_porteurs", ["adie"], "kind_label", ""),
    ],
)
def test_how_values_are_read(reader, name, value, field, kept):
    assert reader.structure(id="essai--s2", **{name: value}).fields[field] == kept


def test_the_same_id_twice_refuses_the_second(reader):
    assert isinstance(reader.structure(), RefusedRow)
