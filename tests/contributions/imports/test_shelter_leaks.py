"""What an import keeps, or publishes, of a place to protect: never its street, by no detour."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions.models import ImportRow
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


def test_lines_of_a_structure_that_comes_to_shelter_do_not_say_where(tmp_path):
    run_import(tmp_path, [service()])
    context = run_import(tmp_path, [service(), shelter(2)], [structure(adresse="7 rue Cachée")])
    assert imported_structure().address_visibility == AddressVisibility.HIDDEN
    line = context.run.rows.get(action=ImportRow.Action.UPDATE, kind="structures")
    assert line.changes == {}


def test_a_batch_of_changed_shelters_costs_the_same_number_of_queries(tmp_path):
    def cost(numbers):
        with CaptureQueriesContext(connection) as queries:
            context = run_import(tmp_path, [shelter(n, nom=f"Abri {n}") for n in numbers])
        assert context.report.services.updated == len(numbers)
        return len(queries)

    run_import(tmp_path, [shelter(n) for n in range(1, 33)])
    few, many = cost(range(1, 3)), cost(range(3, 33))
    assert (many - few) / 28 < 1


@pytest.mark.parametrize("writes", [True, False], ids=["written", "preview"])
def test_lines_of_an_offer_that_comes_to_shelter_do_not_say_where(tmp_path, writes):
    run_import(tmp_path, [service()])
    context = run_import(tmp_path, [shelter(adresse="7 rue Cachée")], writes=writes)
    line = context.run.rows.get(action=ImportRow.Action.UPDATE, kind="services")
    assert line.changes.keys() == {"needs"}


def test_le_bourg_is_a_common_word(tmp_path):
    said = "Un refuge pour femmes, dans le bourg, ouvert jour et nuit."
    context = run_import(tmp_path, [shelter(adresse="Le Bourg", description=said)])
    assert context.report.services.created == 1


def test_texts_that_hold_the_street_of_the_sheltering_structure(tmp_path):
    said = f"Un refuge pour femmes, au {STREET} à Rodez, ouvert jour et nuit."
    context = run_import(tmp_path, [shelter(adresse="", description=said)])
    assert context.report.services.refused == 1
    assert not OfferPage.objects.exists()


def test_texts_of_an_offer_that_a_person_made_a_shelter(tmp_path, cast):
    run_import(tmp_path, [service()])
    publish_one(offer=imported(), fields={"needs": [SHELTER]}, author=cast.outsider)
    said = f"Un refuge pour femmes, au {STREET} à Rodez, ouvert jour et nuit."
    run_import(tmp_path, [service(description=said)])
    assert imported().visibility.address == "hidden"
    assert STREET not in str(imported().public.data)


def test_texts_that_hold_the_street_a_person_gave(tmp_path, cast):
    run_import(tmp_path, [shelter()])
    publish_one(
        offer=imported(), fields={"street_address": "3 place de la Cité"}, author=cast.outsider
    )
    said = "Un refuge pour femmes, au 3 place de la Cité à Rodez, ouvert jour et nuit."
    run_import(tmp_path, [shelter(description=said)])
    assert "place de la Cit" not in str(imported().public.data)


def test_lines_of_a_dispute_of_a_structure_that_comes_to_shelter(tmp_path, cast):
    run_import(tmp_path, [service()])
    publish_structure(
        structure=imported_structure(),
        fields={"street_address": "3 place du Bourg"},
        author=cast.outsider,
    )
    context = run_import(tmp_path, [service(), shelter(2)], [structure(adresse="7 rue Cachée")])
    assert "Cach" not in str(list(context.run.rows.values_list("changes", flat=True)))
