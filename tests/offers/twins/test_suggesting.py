"""What looks like the offer being written, from the little that is typed."""

import pytest

from offers.models import OfferVisibility
from offers.models.structures import AddressVisibility
from offers.publishing import archive_offer, refresh_public
from offers.twins.suggesting import look_alikes
from tests.factories import make_offer

RODEZ = "fr:commune:12202"


def found(structure: str = "", **fields):
    return [alike.offer.public_id for alike in look_alikes(fields, structure=structure)]


def test_a_like_title_in_the_town_is_shown_with_its_reason(offer) -> None:
    (alike,) = look_alikes({"title": "Location de voiture à petit prix", "commune": RODEZ})
    assert alike.offer.public_id == offer.public_id
    assert "title" in alike.reasons


def test_another_service_of_the_town_is_not_shown(offer) -> None:
    assert found(title="Distribution de repas chauds", commune=RODEZ) == []


def test_the_structure_and_a_part_of_the_title_are_enough(offer) -> None:
    assert found("Garage du Causse", title="Location voiture", commune=RODEZ) == [offer.public_id]


def test_nothing_is_compared_before_a_title_and_a_place_or_a_contact(offer) -> None:
    assert found(commune=RODEZ) == []
    assert found(title=offer.title) == []


def test_the_phone_finds_it_in_the_next_town(words, cast) -> None:
    offer = make_offer(structure=cast.structure, contact_phone="+33536490012")
    near = {"title": "Voitures à louer", "commune": "fr:commune:12176"}
    assert found(**near, contact_phone="+33536490012") == [offer.public_id]


def test_an_archived_offer_is_not_shown(offer) -> None:
    archive_offer(offer=offer, actor=None)
    assert found(title=offer.title, commune=RODEZ) == []


@pytest.mark.parametrize("asked", [{"commune": RODEZ}, {"contact_phone": "+33536490099"}])
def test_a_protected_place_or_number_is_never_guessed(words, cast, asked) -> None:
    offer = make_offer(
        structure=cast.structure, contact_phone="+33536490099", engage_person=[],
        engage_worker=[{"mode": "refer", "value": "", "note": ""}],
    )  # fmt: skip
    offer.visibility.address = AddressVisibility.HIDDEN
    offer.visibility.contact_phone = OfferVisibility.Contact.ON_REQUEST
    offer.visibility.save()
    refresh_public(offer)
    assert found("Garage du Causse", title=offer.title, **asked) == []


def test_three_at_most_and_always_five_queries(words, cast, django_assert_max_num_queries) -> None:
    for _number in range(5):
        make_offer(structure=cast.structure)
    with django_assert_max_num_queries(5):
        assert len(found(title="Location de voitures à petit prix", commune=RODEZ)) == 3
