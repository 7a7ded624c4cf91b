"""Mapping files: ours on their real sources, and those that cannot be used."""

from collections import Counter

import pytest

from offers.exchange.mapping import (
    BadMapping,
    Mapping,
    guess_mapping,
    known_mappings,
    missing_columns,
)
from offers.exchange.parsing import Parser
from offers.exchange.reading import RawRow, read_rows
from offers.exchange.records import RefusedRow
from tests.offers.exchange.conftest import shared

HEAD = '[mapping]\ncountry = "fr"\n'


def load(tmp_path, text):
    path = tmp_path / "essai.toml"
    path.write_text(text, encoding="utf-8")
    return Mapping.load(path)


@pytest.mark.parametrize("name", known_mappings())
def test_our_mappings_load(name):
    assert Mapping.load(name).title


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("pas du toml [", "TOML"),
        ("", "pays"),
        (HEAD + "[services]\ncolones = {}\n", "colones"),
        (HEAD + '[services.columns]\na = "titre"\n', "titre"),
        (HEAD + '[structures.constants]\nthematiques = ["x"]\n', "thematiques"),
        (HEAD + '[services.extract]\nnom = { column = "a", pattern = "(" }\n', "services"),
        (HEAD + '[services.extract]\nnom = { pattern = "a" }\n', "services"),
        ("services = 3\n" + HEAD, "services"),
        (HEAD + "[formats]\nsiret = { width = 14 }\n", "formats"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_what_to_mend(tmp_path, text, named):
    with pytest.raises(BadMapping, match=named):
        load(tmp_path, text)


def test_an_unknown_mapping_names_those_that_exist():
    with pytest.raises(BadMapping, match="data-inclusion"):
        Mapping.load("inconnu")


def test_a_changed_mapping_reads_rows_anew(tmp_path):
    one = load(tmp_path, HEAD)
    other = load(tmp_path, HEAD + '[services.columns]\na = "nom"\n')
    assert one.digest != other.digest
    assert one.with_columns("services", {"a": "nom"}).digest != one.digest


def test_what_a_mapping_can_say(tmp_path):
    mapping = load(
        tmp_path,
        HEAD
        + """
source = "ici"
[services]
derived_id = ["nom", "code_postal"]
blank = ["N/A"]
compose_always = ["nom"]
[services.columns]
titre = "nom"
cp = "code_postal"
mots = ["publics", "publics_precisions"]
rien = ""
id = ""
[services.split]
mots = "+"
[services.compose]
nom = "Aide : {titre}"
[services.constants]
frais = ["gratuit"]
[services.values.publics]
"Les jeunes*" = "jeunes"
"Autres" = ""
[services.join]
description = { column = "liste", separator = "|", with = "\\n- " }
[[services.deduce]]
field = "thematiques"
columns = ["nom"]
words.mobilite--preparer-un-permis = ["permis"]
""",
    )
    row = {
        "titre": "Le PERMIS",
        "cp": "N/A",
        "mots": "Les jeunes, surtout+Autres",
        "rien": "x",
        "liste": "a|b",
        "id": "3",
        "adresse": "rue",
        "inconnu": 1,
    }
    values = mapping.read(row, "services")
    assert values == {
        "source": "ici",
        "id": values["id"],
        "nom": "Aide : Le PERMIS",
        "publics": ["jeunes"],
        "publics_precisions": "Les jeunes, surtout+Autres",
        "frais": ["gratuit"],
        "description": "- a\n- b",
        "thematiques": ["mobilite--preparer-un-permis"],
        "adresse": "rue",
    }
    assert mapping.read({**row, "titre": "le permis !"}, "services")["id"] == values["id"]
    assert mapping.read({**row, "titre": "autre"}, "services")["id"] != values["id"]


def test_columns_are_guessed_from_their_names():
    headers = ["Nom", "code postal", "Thématiques", "Téléphone", "Adresse e-mail", "Couleur"]
    assert guess_mapping(headers) == {
        "Nom": "nom",
        "code postal": "code_postal",
        "Thématiques": "thematiques",
        "Téléphone": "telephone",
        "Adresse e-mail": "courriel",
    }
    assert guess_mapping(["Titre", "Ville", "CP", "Tél.", "Mise à jour le"]) == {
        "Titre": "nom",
        "Ville": "commune",
        "CP": "code_postal",
        "Tél.": "telephone",
        "Mise à jour le": "date_maj",
    }
    assert missing_columns(["nom", "id"], "structures") == ["date_maj"]


def imported(name, path, words):
    """Counts of a source whose single file tells structures and services."""
    parser = Parser.from_database(Mapping.load(name))
    counts: Counter[str] = Counter()
    for kind in ("structures", "services"):
        for raw in read_rows(path, kind=kind):
            found = parser.identify(raw, kind)
            if found is not None and not isinstance(found, RefusedRow):
                found = parser.structure(raw) if kind == "structures" else parser.service(raw)
            state = "again" if found is None else type(found).__name__
            counts[f"{kind} {state}"] += 1
    return counts


def test_rows_without_id_or_structure_get_both(words):
    parser = Parser.from_database(Mapping.load("rhone-services"))
    row = {
        "longitude": 2.57,
        "latitude": 44.35,
        "types": ["atelier"],
        "commune": "Rodez",
        "adresse": "1 rue Haute",
        "code_postal": "12000",
        "nom": "Médiation numérique",
        "region": "12",
        "presentation_resume": "Le Relais propose des services : prendre en main un ordinateur.",
    }
    raws = [RawRow(1, row), RawRow(2, {**row, "nom": "Atelier recherche d'emploi"})]
    identities = [parser.identify(raw, "structures") for raw in raws]
    assert identities[1] is None
    structure = parser.structure(raws[0])
    assert structure.fields["name"] == "Le Relais"
    services = []
    for raw in raws:
        parser.identify(raw)
        services.append(parser.service(raw))
    assert {service.structure_id for service in services} == {structure.source_id}
    assert services[0].fields["needs"] == ["numerique--maitriser-les-fondamentaux-du-numerique"]
    assert services[0].fields["coverage"] == ["fr:department:12"]


def test_an_address_without_a_name_is_a_structure_too(words):
    parser = Parser.from_database(Mapping.load("rhone-services"))
    raw = RawRow(
        1,
        {"nom": "Bilan", "adresse": "1 rue Haute", "commune": "Rodez", "code_postal": "12000"},
    )
    parser.identify(raw, "structures")
    assert parser.structure(raw).fields["name"] == "Structure du 1 rue Haute, Rodez"


def test_the_real_services_of_the_rhone(words):
    """Only those whose commune stands among the test places can be placed by name."""
    counts = imported("rhone-services", shared("rhone-services/services.json"), words)
    assert (
        counts["structures again"]
        + counts["structures StructureRecord"]
        + counts["structures RefusedRow"]
        == 529
    )
    assert counts["services ServiceRecord"] > 50


def test_a_digital_help_place_is_a_structure_and_a_service(words):
    parser = Parser.from_database(Mapping.load("mediation-numerique"))
    raw = RawRow(
        1,
        {
            "id": "0",
            "nom": "Maison des services",
            "pivot": "00000000000000",
            "commune": "RODEZ",
            "code_postal": "12000",
            "adresse": "Place du foirail",
            "latitude": 44.35,
            "longitude": 2.57,
            "services": "Accéder à une connexion internet;Accompagner les démarches de santé",
            "publics_accueillis": "Adultes;Seniors (+ 65 ans)",
            "courriel": "quelquun@free.example",
            "conditions_acces": "Gratuit : Je peux accéder gratuitement au lieu et à ses services",
            "horaires": "Tu-Fr 09:00-12:00",
            "source": "Hinaura",
            "date_maj": "2021-05-05",
        },
    )
    parser.identify(raw, "structures")
    structure = parser.structure(raw)
    parser.identify(raw)
    fields = parser.service(raw).fields
    assert (structure.source, structure.fields["identifier"]) == ("mediation-numerique", "")
    assert structure.fields["email"] == fields["contact_email"] == ""
    assert fields["needs"] == [
        "numerique--acceder-a-des-services-en-ligne",
        "numerique--acceder-a-une-connexion-internet",
    ]
    assert fields["audiences"] == ["tous-publics"]
    assert fields["fee"] == "gratuit"
    assert fields["coverage"] == ["fr:department:12"]


def test_another_country_needs_only_its_mapping(words, tmp_path):
    """Liège: four digits of postal code, Belgian phones and places, no line of code."""
    text = '[mapping]\ncountry = "be"\ntimezone = "Europe/Brussels"\nsource = "liege"\n'
    parser = Parser.from_database(load(tmp_path, text))
    place = {"commune": "Liège", "code_postal": "4000", "telephone": "04 221 80 00"}
    shared_values = {"nom": "CPAS de Liège", "date_maj": "2026-03-31", **place}
    raw = RawRow(1, {**shared_values, "id": "s1"})
    parser.identify(raw, "structures")
    assert parser.structure(raw).fields["commune"] == "be:commune:62063"
    service = RawRow(
        2,
        {
            **shared_values,
            "id": "v1",
            "structure_id": "s1",
            "description": "Une aide alimentaire.",
            "thematiques": ["equipement-et-alimentation--alimentation"],
            "frais": "payant",
            "zone_eligibilite": ["62063"],
        },
    )
    parser.identify(service)
    fields = parser.service(service).fields
    assert fields["contact_phone"] == "+3242218000"
    assert fields["coverage"] == ["be:commune:62063"]
    assert fields["fee_detail"]
