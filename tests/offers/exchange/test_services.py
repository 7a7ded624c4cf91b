"""What a service's row becomes, field by field; what refuses it, what is left out or mended."""

import datetime

import pytest
from django.utils import timezone

from offers.exchange.reading import RawRow
from offers.exchange.records import RefusedRow, ServiceRecord
from offers.schema import OFFER_FIELDS
from tests.offers.exchange.conftest import SERVICE


def test_a_complete_row_is_a_record_ready_to_publish(reader):
    record = reader.service()
    assert isinstance(record, ServiceRecord)
    assert set(record.fields) == set(OFFER_FIELDS)
    assert record.fields["title"] == "Location de voitures à petit prix"
    assert record.fields["contact_phone"] == "+33536490012"
    assert record.fields["coverage"] == ["fr:department:12"]
    assert record.structure_id == "essai--s1"
    assert record.licence == "Licence Ouverte 2.0"
    assert record.warnings == ()


def test_the_date_is_midnight_in_the_country(reader):
    record = reader.service()
    assert record.modified_at == datetime.datetime.fromisoformat("2026-03-31T00:00:00+02:00")


@pytest.mark.parametrize("value", ["2026-03-31", "31/03/2026", "2026-03-31T10:00:00Z", 46112.0])
def test_usual_dates_are_read(reader, value):
    assert reader.service(date_maj=value).modified_at.date() == datetime.date(2026, 3, 31)


@pytest.mark.parametrize("value", ["1999-12-31", "hier", "", ..., 20260331, True])
def test_a_wrong_date_refuses_the_row(reader, value):
    assert "date_maj" in reader.problems(date_maj=value)


def test_a_date_to_come_refuses_the_row(reader):
    # Midnight may go by meanwhile.
    in_two_days = timezone.localdate() + datetime.timedelta(days=2)
    assert "date_maj" in reader.problems(date_maj=in_two_days.isoformat())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", ...),
        ("id", "x" * 121),
        ("source", "x" * 61),
        ("structure_id", ...),
        ("nom", ...),
        ("nom", "ab"),
        ("nom", "x" * 151),
        ("nom", ["liste"]),
        ("description", ...),
        ("description", "abc"),
        ("description", "mot " * 3000),
        ("thematiques", []),
        ("thematiques", ["pas-un-besoin"]),
        ("publics", ["martiens"]),
        ("publics", ["tous-publics", "jeunes"]),
        ("type", "troc"),
        ("frais", "cher"),
        ("modes_accueil", ["par-pigeon"]),
        ("modes_mobilisation", ["crier"]),
        ("mobilisable_par", ["autres"]),
        ("courriel", "pas une adresse"),
        ("lien_source", "pas une url !"),
        ("lien_mobilisation", "javascript:alert(1)"),
        ("code_postal", "750121"),
        ("code_insee", "122022"),
        ("nombre_semaines", "beaucoup"),
        ("nombre_semaines", 0),
        ("nombre_semaines", 2.5),
        ("volume_horaire_hebdomadaire", -1),
        ("volume_horaire_hebdomadaire", float("nan")),
        ("age_min", -3),
        ("age_max", "vingt"),
    ],
)
def test_what_refuses_the_row(reader, name, value):
    problems = reader.problems(**{name: value})
    assert name in problems


def test_all_the_problems_of_a_row_are_told_at_once(reader):
    assert len(reader.problems(nom="ab", courriel="x", frais="cher", date_maj="hier")) == 4


def test_ages_that_contradict_each_other_refuse_the_row(reader):
    assert list(reader.problems(age_min=30, age_max=20)) == ["age_max"]


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("thematiques", ["mobilite--acceder-a-un-vehicul"], "mobilite--acceder-a-un-vehicule"),
        (
            "thematiques",
            ["logement-hebergement--louer-un-appartement"],
            "logement-hebergement--louer-un-logement",
        ),
        ("publics", ["etudiant"], "etudiants"),
        ("type", "formations", "formation"),
        ("modes_mobilisation", ["telephone"], "telephoner"),
    ],
)
def test_an_unknown_code_is_answered_with_one_that_resembles(reader, name, value, meant):
    assert reader.problems(**{name: value})[name] == meant


@pytest.mark.parametrize(
    ("name", "value", "field", "kept"),
    [
        ("horaires_accueil", "du lundi au vendredi", "opening_hours", ""),
        ("telephone", "demander à Paul", "contact_phone", ""),
        ("contact_nom_prenom", "x" * 200, "contact_name", ""),
        ("nombre_semaines", 5000, "duration_weeks", None),
        ("volume_horaire_hebdomadaire", 100, "hours_per_week", None),
        ("langues", ["français"], "languages_spoken", []),
        ("justificatifs", ["x" * 200], "documents", []),
        ("site_web", "https://a.example/" + "x" * 600, "website", ""),
    ],
)
def test_what_is_left_out_and_told(reader, name, value, field, kept):
    changes = {"modes_mobilisation": ["se-presenter"], name: value}
    record = reader.service(**changes)
    assert record.fields[field] == kept
    assert ("dropped", name) in {(w.kind, w.field) for w in record.warnings}


@pytest.mark.parametrize(
    ("name", "value", "field", "kept"),
    [
        ("nombre_semaines", 3.0, "duration_weeks", 3),
        ("volume_horaire_hebdomadaire", "10,5", "hours_per_week", 10.5),
        ("code_postal", 12000.0, "postal_code", "12000"),
        ("telephone", 536490012.0, "contact_phone", "+33536490012"),
        ("complement_adresse", "2e étage", "street_address", "12 rue de la République, 2e étage"),
        ("horaires_accueil", "Mo-Fr 09:00-12:00", "opening_hours", "Mo-Fr 09:00-12:00"),
        ("publics", "demandeurs-emploi, jeunes", "audiences", ["demandeurs-emploi", "jeunes"]),
        ("modes_accueil", "À distance", "reception_modes", ["a-distance"]),
        ("publics", [], "audiences", []),
        ("conditions_acces", "Avoir 18 ans.", "access_conditions", "<p>Avoir 18 ans.</p>"),
        ("justificatifs", ["Carte d'identité"], "documents", ["Carte d'identité"]),
        ("contact_nom_prenom", "Camille Martin", "contact_name", "Camille Martin"),
    ],
)
def test_what_is_read_as_it_was_meant(reader, name, value, field, kept):
    assert reader.fields(**{name: value})[field] == kept


def test_several_numbers_in_one_cell_keep_the_first(reader):
    record = reader.service(telephone="05 36 49 00 12 / 06 12 34 56 78")
    assert record.fields["contact_phone"] == "+33536490012"
    assert [w.field for w in record.warnings] == ["telephone"]


def test_a_description_becomes_blocks_and_a_summary(reader):
    fields = reader.fields(
        description="Un <script>x</script><p>Première phrase.</p><ul><li>a</li></ul>"
    )
    assert "script" not in fields["what"]
    assert fields["what"].endswith("<ul><li>a</li></ul>")
    assert "Première phrase." in fields["summary"]


def test_the_summary_of_the_source_comes_first(reader):
    assert reader.fields(resume="En bref.")["summary"] == "En bref."


def test_details_too_long_for_their_line_are_kept_whole_elsewhere(reader):
    publics, how = "public " * 100, "appeler " * 60
    fields = reader.fields(publics_precisions=publics, mobilisation_precisions=how)
    assert fields["audience_detail"] == ""
    assert publics.strip() in fields["for_whom"]
    assert how.strip() in fields["how_it_goes"]


def test_a_fee_without_detail_says_to_ask(reader):
    record = reader.service(frais="payant")
    assert record.fields["fee_detail"] == "Tarif à demander à la structure."
    assert [(w.kind, w.field) for w in record.warnings] == [("repaired", "frais_precisions")]


def test_more_than_ten_needs_keep_the_first_ten(reader, parser):
    codes = sorted(parser.known.codes["need"])[:12]
    record = reader.service(thematiques=codes)
    assert record.fields["needs"] == codes[:10]
    assert {(w.kind, w.value) for w in record.warnings} == {("dropped", c) for c in codes[10:]}


def test_the_same_id_twice_refuses_the_second(reader):
    assert isinstance(reader.service(id="essai--x"), ServiceRecord)
    assert "id" in reader.problems(id="essai--x")


def test_an_unknown_structure_refuses_the_row_and_suggests(reader):
    assert reader.problems(structure_id="essai--s2") == {"structure_id": "essai--s1"}


def test_a_structure_known_from_before_is_enough(reader, parser):
    parser.known_structures = {("essai", "essai--ancienne")}
    assert reader.service(structure_id="essai--ancienne").structure_id == "essai--ancienne"


def test_a_structure_of_another_source_is_not_the_same(reader):
    assert "structure_id" in reader.problems(source="autre")


def test_a_service_of_a_refused_structure_is_refused(reader):
    assert isinstance(reader.structure(id="essai--s3", courriel="faux"), RefusedRow)
    assert "structure_id" in reader.problems(structure_id="essai--s3")


def test_a_row_that_could_not_be_read_is_refused_with_its_number(parser):
    refused = parser.identify(RawRow(7, {}, problem="Illisible."))
    assert (refused.row, refused.problems[0].reason) == (7, "Illisible.")


def test_the_hash_tells_an_unchanged_row_from_a_changed_one(reader):
    first = reader.service(id="essai--a")
    again, changed, other = (
        reader.parser.content_hash_of(reader.raw({**values}))
        for values in (
            {**SERVICE, "id": "essai--a"},
            {**SERVICE, "id": "essai--a", "nom": "Autre nom"},
            {**SERVICE, "id": "essai--a", "colonne en trop": "x"},
        )
    )
    assert again == other == first.content_hash
    assert changed != first.content_hash


def test_the_hash_of_a_service_changes_with_what_its_structure_lends(reader, parser):
    bare = {**SERVICE, "id": "essai--b", "telephone": ...}
    before = parser.content_hash_of(reader.raw(bare))
    parser._beside["essai", "essai--s1"]["telephone"] = "05 65 00 00 00"
    assert parser.content_hash_of(reader.raw(bare)) != before


def test_a_batch_gives_what_single_rows_give(reader, parser):
    raws = [reader.raw({**SERVICE, "id": f"essai--{n}"}) for n in range(3)]
    assert parser.services(raws) == [parser.service(raw) for raw in raws]


def test_a_batch_looks_its_places_up_together(reader, parser, django_assert_num_queries):
    raws = [
        reader.raw({**SERVICE, "id": f"essai--{n}", "zone_eligibilite": [zone]})
        for n, zone in enumerate(["12", "46", "81", "12202", "france"])
    ]
    # The first reading of a process reads more: the types of content.
    parser.services(raws)
    parser.known._places.clear()
    with django_assert_num_queries(2):
        parser.services(raws)
