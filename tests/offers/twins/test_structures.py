"""Doubles among structures: linked only when it is sure."""

import pytest

from offers.models import Structure
from offers.models.structures import PageState
from offers.twins import structure_twins
from tests.factories import make_structure


def card(**changes):
    return {
        "name": "Garage du Causse",
        "identifier": "",
        "phone": "+33536490012",
        "email": "",
        "website": "",
        "street_address": "12 rue de la République",
        "commune": "fr:commune:12202",
        "latitude": None,
        "longitude": None,
        **changes,
    }


@pytest.fixture
def known_garage(sources, places):
    return make_structure(
        name="Garage du Causse", phone="+33536490012", street_address="12 rue de la République"
    )


@pytest.mark.parametrize(
    ("changes", "is_found"),
    [
        ({}, True),
        ({"name": "GARAGE DU CAUSSE (association)", "street_address": ""}, True),
        ({"phone": ""}, True),
        ({"phone": "", "street_address": ""}, False),
        ({"phone": "", "street_address": "3 place d'Armes"}, False),
        ({"name": "Mission locale de l'Aveyron"}, False),
        ({"commune": "fr:commune:12145"}, False),
    ],
)
def test_a_structure_is_linked_only_when_it_is_sure(known_garage, sources, changes, is_found):
    (twin,) = structure_twins([(card(**changes), sources[0])])
    assert (twin is not None) == is_found
    assert twin is None or twin.structure == known_garage


def test_a_registration_number_is_enough_in_one_commune(known_garage, sources):
    Structure.objects.filter(pk=known_garage.pk).update(identifier="12345678900011")
    renamed = card(name="Autos du Causse", phone="", street_address="", identifier="12345678900011")
    elsewhere = {**renamed, "commune": "fr:commune:12145"}
    other = card(identifier="98765432100011")
    found = structure_twins([(fields, sources[0]) for fields in (renamed, elsewhere, other)])
    assert [twin and twin.structure for twin in found] == [known_garage, None, None]


def test_a_source_never_doubles_its_own_structure(known_garage, sources):
    known_garage.provenances.create(source=sources[0], external_id="s1")
    found = structure_twins([(card(), sources[0]), (card(), sources[1])])
    assert [twin and twin.structure for twin in found] == [None, known_garage]


def test_an_archived_structure_is_no_twin(known_garage, sources):
    Structure.objects.filter(pk=known_garage.pk).update(state=PageState.ARCHIVED)
    assert structure_twins([(card(), sources[0])]) == [None]


def test_a_protected_address_does_not_speak_for_a_structure(known_garage, sources):
    Structure.objects.filter(pk=known_garage.pk).update(address_visibility="hidden")
    assert structure_twins([(card(phone=""), sources[0])]) == [None]


@pytest.mark.parametrize("size", [1, 20])
def test_structures_cost_the_same_whatever_their_number(
    known_garage, sources, size, django_assert_num_queries
):
    for number in range(size):
        make_structure(name=f"Association numéro {number}")
    with django_assert_num_queries(4):
        assert all(structure_twins([(card(), sources[0])] * size))
