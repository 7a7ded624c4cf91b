"""Structures, by their names."""

import pytest

from offers.models import Structure
from search.suggesting.suggest import suggest
from search.suggesting.suggestion import Kind
from tests.factories import make_structure
from tests.search.suggesting.saying import structures

pytestmark = pytest.mark.django_db


def test_a_structure_leads_to_its_page_with_its_town() -> None:
    structure = make_structure(name="Les Restos du Cœur")
    [found] = [one for one in suggest("les res", "fr") if one.kind == Kind.STRUCTURE]
    assert (found.label, found.detail) == ("Les Restos du Cœur", "Rodez")
    assert found.address == structure.get_absolute_url()
    assert found.need == ""
    assert structures("coeur") == structures("restos du cœ") == ["Les Restos du Cœur"]
    assert structures("estos") == []


def test_the_town_of_a_hidden_structure_is_not_told() -> None:
    structure = make_structure(name="Maison Zanzibar")
    Structure.objects.filter(pk=structure.pk).update(address_visibility="hidden")
    [found] = suggest("zanzibar", "fr")
    assert found.detail == "Aveyron"


@pytest.mark.parametrize("state", ["archived", "merged"])
def test_a_structure_that_left_is_not_proposed(state) -> None:
    structure = make_structure(name="Maison Zanzibar")
    into = make_structure(name="Autre") if state == "merged" else None
    Structure.objects.filter(pk=structure.pk).update(state=state, merged_into=into)
    assert structures("zanzibar") == []
    assert structures("maison") == []


def test_names_that_begin_so_come_first() -> None:
    for number in range(4):
        make_structure(name=f"Aide locale {number}")
    make_structure(name="Location solidaire")
    assert structures("loca")[0] == "Location solidaire"


def test_a_structure_is_found_by_its_new_name() -> None:
    structure = make_structure(name="Maison Zanzibar")
    structure.name, structure.search_name = "Maison Tombouctou", "maison tombouctou"
    structure.save()
    assert structures("tombouctou") == ["Maison Tombouctou"]
    assert structures("zanzibar") == []
