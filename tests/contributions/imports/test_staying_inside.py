"""An import writes inside the territory of its source, where a page is as where it would go."""

import pytest

from contributions.models import Proposal
from offers.models import Source
from territories.models import Territory
from tests.contributions.imports.making import (
    imported,
    imported_structure,
    run_import,
    service,
    structure,
)

pytestmark = pytest.mark.django_db

LYON = {"commune": "Lyon", "code_insee": "69123", "code_postal": "69001"}
MILLAU = {"commune": "Millau", "code_insee": "12145", "code_postal": "12100"}


@pytest.fixture(autouse=True)
def _imported(words, tmp_path):
    """One offer and its structure, of a source of the Aveyron that a run of the country reads."""
    aveyron = Territory.objects.get(uid="fr:department:12")
    Source.objects.create(key="essai", name="Essai", territory=aveyron)
    run_import(tmp_path, [service()])


def reasons(context):
    return [row.problems[0]["reason"] for row in context.run.rows.filter(action="refuse")]


def test_an_offer_moves_inside_it(tmp_path):
    context = run_import(tmp_path, [service(**MILLAU)])
    assert context.report.services.updated == 1
    assert imported().commune.name == "Millau"


def test_an_offer_does_not_move_out_of_it(tmp_path):
    context = run_import(tmp_path, [service(nom="Pris ailleurs", **LYON, zone_eligibilite=["69"])])
    offer = imported()
    assert (offer.commune.name, offer.title) == ("Rodez", "Louer une voiture, formule 1")
    assert offer.coverage == ["fr:department:12"]
    assert context.report.services.refused == 1
    assert "Rhône" in reasons(context)[0]
    assert not Proposal.objects.exists()


def test_a_structure_does_not_move_out_of_it(tmp_path):
    context = run_import(tmp_path, [service()], [structure(nom="Pris ailleurs", **LYON)])
    kept = imported_structure()
    assert (kept.commune.name, kept.name) == ("Rodez", "Atelier du quartier 1")
    assert context.report.structures.refused == 1
    assert "Rhône" in reasons(context)[0]


def test_a_structure_that_was_moved_out_of_it_is_left_alone(tmp_path):
    moved = imported_structure()
    moved.home_territory = Territory.objects.get(uid="fr:department:69")
    moved.save(update_fields=["home_territory"])
    context = run_import(tmp_path, [service()], [structure(nom="Pris ailleurs")])
    assert imported_structure().name == "Atelier du quartier 1"
    assert context.report.structures.refused == 1


def test_a_mended_row_comes_in_after_its_refusal(tmp_path):
    run_import(tmp_path, [service(nom="Pris ailleurs", **LYON)], [structure(**LYON)])
    context = run_import(tmp_path, [service(nom="Louer un vélo")], [structure(nom="Garage")])
    assert context.report.services.updated == context.report.structures.updated == 1
    assert imported().title == "Louer un vélo"
    assert imported_structure().name == "Garage"
