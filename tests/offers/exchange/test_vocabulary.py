"""Earlier codes: every one is known, none leads nowhere, each loss is counted."""

import csv

import pytest

from offers.exchange.vocabulary import SCHEMES, load_table
from tests.offers.exchange.conftest import shared

SEEDS = {
    "thematiques": "thematiques",
    "publics": "profils",
    "type": "typologies_de_services",
    "frais": "frais",
    "modes_accueil": "modes_accueil",
}


def targets(meant):
    codes = meant["codes"] if isinstance(meant, dict) else meant
    return [codes] if isinstance(codes, str) and codes else list(codes)


@pytest.mark.parametrize("name", SEEDS)
def test_every_code_of_the_earlier_vocabulary_is_known(parser, name):
    path = shared(f"data-inclusion/seeds/v0/{SEEDS[name]}.csv")
    with path.open(encoding="utf-8") as handle:
        old = {row["value"].replace(" ", "-") for row in csv.DictReader(handle)}
    table = load_table("fr", "v0").get(name, {})
    assert old - parser.known.codes[SCHEMES[name]] - table.keys() == set()


@pytest.mark.parametrize("name", ["thematiques", "publics", "type", "frais"])
def test_every_replacement_is_a_code_of_today(parser, name):
    table = load_table("fr", "v0")[name]
    current = parser.known.codes[SCHEMES[name]]
    assert {code for meant in table.values() for code in targets(meant)} <= current
    assert not table.keys() & current
    unsaid = [old for old, meant in table.items() if not targets(meant) and not meant["loss"]]
    assert unsaid == []


@pytest.mark.parametrize(
    "name", ["modes_orientation_beneficiaire", "modes_orientation_accompagnateur"]
)
def test_every_earlier_mode_is_known(name):
    path = shared(f"data-inclusion/seeds/v0/{name}.csv")
    with path.open(encoding="utf-8") as handle:
        old = {row["value"] for row in csv.DictReader(handle)}
    assert old <= load_table("fr", "v0")["modes_orientation"].keys()


def test_old_codes_become_new_ones_and_are_counted(reader, parser):
    record = reader.service(
        thematiques=["mobilite--louer-un-vehicule", "mobilite", "famille--garde-denfants"]
    )
    assert record.fields["needs"] == ["famille--garde-denfants", "mobilite--acceder-a-un-vehicule"]
    assert [(w.kind, w.value) for w in record.warnings] == [
        ("replaced", "mobilite--louer-un-vehicule"),
        ("dropped", "mobilite"),
    ]
    assert parser.replaced == {
        ("thematiques", "mobilite--louer-un-vehicule", "mobilite--acceder-a-un-vehicule"): 1,
        ("thematiques", "mobilite", ""): 1,
    }


def test_a_category_alone_is_no_need(reader):
    assert "thematiques" in reader.problems(thematiques=["logement-hebergement"])


def test_what_a_code_loses_is_kept_in_words(reader):
    fields = reader.fields(publics=["beneficiaires-rsa"], publics_precisions="Du quartier.")
    assert fields["audiences"] == ["beneficiaires-des-minimas-sociaux"]
    assert fields["audience_detail"] == "Du quartier. Bénéficiaires du RSA."


@pytest.mark.parametrize(
    ("code", "fee", "detail"),
    [
        ("adhesion", "payant", "Une adhésion est demandée."),
        ("gratuit-sous-conditions", "gratuit", "Gratuit sous conditions."),
        ("pass-numerique", "", "Le pass numérique est accepté."),
        (["gratuit", "adhesion"], "payant", "Une adhésion est demandée."),
    ],
)
def test_earlier_fees(reader, code, fee, detail):
    fields = reader.fields(frais=code)
    assert (fields["fee"], fields["fee_detail"]) == (fee, detail)


def test_everyone_beside_others_in_an_old_list_is_everyone(reader):
    assert reader.fields(publics=["tous-publics", "seniors-65"])["audiences"] == ["tous-publics"]
