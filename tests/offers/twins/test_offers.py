"""Doubles among the offers that are here: found, and their neighbours left alone."""

import pytest

from offers.known import Known
from offers.models import OfferPage, OfferVisibility
from offers.twins import offer_twins
from offers.twins.places import Places
from offers.twins.scoring import is_twin
from territories.models import Territory
from tests.factories import make_offer
from tests.offers.twins.telling import GARAGE, here, import_offer, told


def twins_of(asked):
    return offer_twins(asked, known=Known.from_database())


def test_the_offer_of_another_source_is_found(garage, sources):
    (twin,) = twins_of([(told(), GARAGE, sources[1])])
    assert (twin.public_id, twin.title) == (garage.public_id, garage.title)
    assert is_twin(twin.score)


def test_the_offer_people_wrote_here_is_found(sources, cast):
    offer = make_offer(structure=cast.structure, contact_phone="+33536490012")
    (twin,) = twins_of([(told(), GARAGE, sources[1])])
    assert twin.public_id == offer.public_id


def test_rows_of_one_source_are_never_twins(garage, sources):
    assert twins_of([(told(), GARAGE, sources[0]), (told(), GARAGE, sources[0])]) == [None, None]


def test_an_archived_offer_is_no_twin(garage, sources):
    OfferPage.objects.filter(pk=garage.pk).update(live=False)
    assert twins_of([(told(), GARAGE, sources[1])]) == [None]


def test_doubles_inside_one_file_are_found_when_their_sources_differ(sources):
    found = twins_of([(told(), GARAGE, sources[0]), (here(), GARAGE, sources[1])])
    assert found[0] is None
    assert (found[1].title, found[1].public_id) == (told()["title"], "")


def test_an_offer_without_a_place_is_compared_with_nothing(garage, sources):
    fields = told(commune=None, street_address="", postal_code="", contact_phone="")
    assert twins_of([(fields, GARAGE, sources[1])]) == [None]


def test_a_nearby_town_is_looked_at_when_the_phone_is_the_same(garage, sources):
    near = told(commune="fr:commune:12176", postal_code="12850", title=garage.title)
    assert twins_of([(near, GARAGE, sources[1])])[0].public_id == garage.public_id
    far = told(commune="fr:commune:12145", postal_code="12100", title=garage.title)
    assert twins_of([(far, GARAGE, sources[1])]) == [None]


def test_a_former_commune_stands_under_its_successor(words):
    rodez = Territory.objects.get(uid="fr:commune:12202")
    Territory.objects.filter(uid="fr:commune:12146").update(successor=rodez)
    places = Places.around({"fr:commune:12146"})
    assert places.of("fr:commune:12146") == places.of(rodez.uid)
    assert places.of(rodez.uid).words == {"rodez", "le", "monastere"}


def test_guessing_a_protected_address_changes_no_score(garage, sources):
    OfferVisibility.objects.filter(offer=garage).update(address="hidden")
    right, wrong = told(), told(street_address="99 boulevard Flaugergues")
    found = twins_of([(right, GARAGE, sources[1])]) + twins_of([(wrong, GARAGE, sources[1])])
    assert found[0].score == found[1].score


@pytest.mark.parametrize("size", [1, 15])
def test_a_batch_costs_the_same_whatever_its_size(
    garage, sources, cast, size, django_assert_num_queries
):
    for number in range(size):
        import_offer(
            sources[0], cast.structure, number + 10, title=f"Location de voitures {number}"
        )
    asked = [(told(), GARAGE, sources[1])] * size
    known = Known.from_database()
    with django_assert_num_queries(6):
        found = offer_twins(asked, known=known)
    assert all(found)


def test_a_site_with_one_directory_is_not_read(garage, sources, django_assert_num_queries):
    known = Known.from_database()
    with django_assert_num_queries(2):
        assert offer_twins([(told(), GARAGE, sources[0])] * 9, known=known) == [None] * 9
