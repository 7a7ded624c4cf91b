"""Where people are sheltered, an import never tells the street: on no page, in no line it keeps."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions.models import ImportRow, Proposal
from offers.models import OfferPage
from offers.models.structures import AddressVisibility
from offers.publishing import publish_one
from offers.structures import publish_structure
from tests.contributions.imports.making import (
    STREET,
    imported,
    imported_structure,
    run_import,
    service,
    shelter,
    structure,
)
from tests.factories import SHELTER

pytestmark = pytest.mark.usefixtures("words")


@pytest.fixture
def page(client):
    """What anyone reads of the first structure."""
    return lambda: client.get(imported_structure().get_absolute_url()).content.decode()


def test_the_street_of_any_other_structure_is_told(tmp_path, page):
    run_import(
        tmp_path, [service(), shelter(2, structure_id="essai--s2")], [structure(n) for n in (1, 2)]
    )
    assert STREET in page()
    assert imported_structure(2).address_visibility == AddressVisibility.HIDDEN


def test_a_street_that_the_source_gives_later_is_hidden(tmp_path, page):
    run_import(tmp_path, [shelter()], [structure(adresse="")])
    run_import(tmp_path, [shelter()], [structure()])
    assert imported_structure().street_address == STREET
    assert imported_structure().address_visibility == AddressVisibility.HIDDEN
    assert STREET not in page()


def test_a_service_that_is_refused_shelters_all_the_same(tmp_path, page):
    run_import(tmp_path, [shelter(type="rien")])
    assert not OfferPage.objects.exists()
    assert imported_structure().street_address == STREET
    assert STREET not in page()


def test_a_structure_that_comes_to_shelter_is_hidden(tmp_path, page):
    run_import(tmp_path, [service()])
    assert STREET in page()
    run_import(tmp_path, [service(), shelter(2, type="rien")], [structure(nom="Maison du viaduc")])
    assert "Maison du viaduc" in page()
    assert STREET not in page()


def test_a_street_that_a_person_gives_is_hidden(tmp_path, cast, page):
    run_import(tmp_path, [service()], [structure(adresse="")])
    publish_one(offer=imported(), fields={"needs": [SHELTER]}, author=cast.outsider)
    assert imported_structure().address_visibility == AddressVisibility.PUBLIC
    publish_structure(
        structure=imported_structure(), fields={"street_address": STREET}, author=cast.outsider
    )
    assert imported_structure().street_address == STREET
    assert STREET not in page()


def test_a_person_who_makes_it_a_shelter_hides_the_street(tmp_path, cast, page):
    run_import(tmp_path, [service()])
    publish_one(offer=imported(), fields={"needs": [SHELTER]}, author=cast.outsider)
    run_import(tmp_path, [service()], [structure(nom="Maison du viaduc")])
    assert "Maison du viaduc" in page()
    assert STREET not in page()


@pytest.mark.parametrize(
    "texts",
    [
        {"description": f"Un refuge pour femmes, au {STREET} à Rodez, ouvert jour et nuit."},
        {"description": "Un refuge pour femmes, au 1 RUE DE LA REPUBLIQUE, ouvert jour et nuit."},
        {"nom": f"Se mettre à l’abri, {STREET}"},
    ],
    ids=["description", "without accents", "title"],
)
def test_texts_that_hold_the_street_are_refused(tmp_path, texts):
    context = run_import(tmp_path, [shelter(**texts)])
    assert context.report.services.refused == 1
    assert not OfferPage.objects.exists()
    [problem] = context.run.rows.get(action=ImportRow.Action.REFUSE).problems
    assert problem["field"] == "description"
    assert "République" not in str(problem)


def test_texts_that_come_to_hold_the_street_change_nothing(tmp_path):
    run_import(tmp_path, [shelter()])
    context = run_import(tmp_path, [shelter(nom=f"Se mettre à l’abri, {STREET}")])
    assert context.report.services.refused == 1
    assert imported().title == "Louer une voiture, formule 1"


def test_texts_of_an_open_place_may_hold_its_street(tmp_path):
    said = f"Notre atelier vous reçoit au {STREET}, du lundi au vendredi."
    context = run_import(tmp_path, [service(description=said)])
    assert context.report.services.created == 1
    assert STREET in str(imported().public.data)


def test_a_street_that_is_a_common_word_is_no_reason_to_refuse(tmp_path):
    said = "Un refuge pour femmes, près de la mairie, ouvert jour et nuit."
    context = run_import(tmp_path, [shelter(adresse="Mairie", description=said)])
    assert context.report.services.created == 1


def test_lines_of_a_changed_offer_do_not_say_where_it_is(tmp_path):
    run_import(tmp_path, [shelter()])
    context = run_import(tmp_path, [shelter(adresse="7 rue Cachée", nom="Être à l’abri")])
    assert imported().street_address == "7 rue Cachée"
    line = context.run.rows.get(action=ImportRow.Action.UPDATE)
    assert line.changes == {"title": ["Louer une voiture, formule 1", "Être à l’abri"]}


def test_lines_of_a_changed_structure_do_not_say_where_it_is(tmp_path):
    run_import(tmp_path, [shelter()])
    context = run_import(
        tmp_path, [shelter()], [structure(adresse="7 rue Cachée", nom="Maison du viaduc")]
    )
    assert imported_structure().street_address == "7 rue Cachée"
    line = context.run.rows.get(action=ImportRow.Action.UPDATE)
    assert line.changes == {"name": ["Atelier du quartier 1", "Maison du viaduc"]}


def test_lines_of_a_dispute_do_not_say_where_it_is(tmp_path, cast):
    run_import(tmp_path, [shelter()])
    publish_one(
        offer=imported(), fields={"street_address": "3 place du Bourg"}, author=cast.outsider
    )
    context = run_import(tmp_path, [shelter(adresse="7 rue Cachée")])
    assert context.report.services.conflicts == 1
    assert Proposal.objects.get().changes["street_address"] == "7 rue Cachée"
    assert context.run.rows.get(action=ImportRow.Action.CONFLICT).changes == {}


def test_lines_of_an_offer_that_comes_to_shelter_do_not_say_where(tmp_path):
    run_import(tmp_path, [service()])
    context = run_import(tmp_path, [shelter(adresse="7 rue Cachée")])
    line = context.run.rows.get(action=ImportRow.Action.UPDATE, kind="services")
    assert line.changes.keys() == {"needs"}


def test_a_batch_of_shelters_costs_the_same_number_of_queries(tmp_path):
    def cost(numbers):
        with CaptureQueriesContext(connection) as queries:
            context = run_import(tmp_path, [shelter(n) for n in numbers])
        assert context.report.services.created == len(numbers)
        return len(queries)

    run_import(tmp_path, [shelter(1)])
    few, many = cost(range(2, 4)), cost(range(4, 34))
    assert many == few
