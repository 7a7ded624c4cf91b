"""Ways to get in touch, for the person and for the worker."""

import pytest

from tests.offers.exchange.conftest import SERVICE


def modes(fields):
    return (
        [row["mode"] for row in fields["engage_person"]],
        [row["mode"] for row in fields["engage_worker"]],
    )


@pytest.mark.parametrize(
    ("changes", "person", "worker"),
    [
        ({}, ["phone"], []),
        ({"mobilisable_par": ["professionnels"]}, [], ["phone"]),
        ({"mobilisable_par": ["professionnels", "usagers"]}, ["phone"], ["phone"]),
        ({"mobilisable_par": None}, ["phone"], []),
        (
            {
                "modes_mobilisation": ["se-presenter", "envoyer-un-courriel"],
                "courriel": "a@b.example",
            },
            ["come", "mail"],
            [],
        ),
        (
            {
                "modes_mobilisation": ["utiliser-lien-mobilisation"],
                "lien_mobilisation": "https://a.example",
            },
            ["link"],
            [],
        ),
        ({"modes_mobilisation": None, "courriel": "a@b.example"}, ["phone", "mail"], []),
        ({"modes_mobilisation": ["utiliser-lien-mobilisation"]}, ["phone", "mail"], []),
        (
            {
                "modes_mobilisation": None,
                "modes_orientation_beneficiaire": ["se-presenter"],
                "modes_orientation_accompagnateur": ["prendre-rdv", "autre"],
            },
            ["come"],
            ["phone"],
        ),
    ],
)
def test_who_gets_in_touch_how(reader, changes, person, worker):
    assert modes(reader.fields(**changes)) == (person, worker)


def test_the_structure_lends_its_contacts_to_a_service_that_has_none(reader):
    fields = reader.fields(telephone=..., modes_mobilisation=["telephoner", "envoyer-un-courriel"])
    assert [row["value"] for row in fields["engage_person"]] == [
        "+33536490012",
        "contact@garage.example",
    ]
    assert fields["contact_phone"] == ""


def test_a_way_without_its_value_is_left_out_and_told(reader):
    warned = reader.warned(modes_mobilisation=["telephoner", "utiliser-lien-mobilisation"])
    assert warned == {("dropped", "modes_mobilisation")}


def test_no_way_at_all_refuses_the_row(reader, parser):
    parser._beside["essai", "essai--s1"].clear()
    problems = reader.problems(
        telephone=...,
        commune=...,
        code_insee=...,
        code_postal=...,
        latitude=...,
        longitude=...,
        modes_accueil=["a-distance"],
    )
    assert "modes_mobilisation" in problems


def test_rows_keep_their_identity_from_one_import_to_the_next(reader, parser):
    raws = [reader.raw({**SERVICE, "telephone": phone}) for phone in ("0536490012", "0565000000")]
    before, after = (parser.service(raw).fields["engage_person"][0] for raw in raws)
    assert before["value"] != after["value"]
    assert before["uuid"] == after["uuid"]


def test_rows_of_two_services_or_two_people_are_not_the_same(reader):
    fields = reader.fields(mobilisable_par=["usagers", "professionnels"])
    other = reader.fields()
    uuids = {row["uuid"] for name in ("engage_person", "engage_worker") for row in fields[name]}
    assert len(uuids | {other["engage_person"][0]["uuid"]}) == 3


def test_a_note_stands_on_the_first_row_only(reader):
    fields = reader.fields(
        modes_mobilisation=["telephoner", "se-presenter"], mobilisation_precisions="Le matin."
    )
    assert [row["note"] for row in fields["engage_person"]] == ["Le matin.", ""]


def test_what_an_old_mode_meant_stays_in_a_note(reader):
    fields = reader.fields(
        modes_mobilisation=None,
        courriel="a@b.example",
        modes_orientation_accompagnateur=["envoyer-un-mail-avec-une-fiche-de-prescription"],
    )
    assert fields["engage_worker"][0]["note"] == "Joindre une fiche de prescription."


def test_an_unknown_old_mode_refuses_the_row(reader):
    problems = reader.problems(modes_orientation_beneficiaire=["telephone"])
    assert problems == {"modes_orientation_beneficiaire": "telephoner"}
