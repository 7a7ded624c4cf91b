"""Offers, by their titles: those that stand, whatever the index holds."""

import pytest
from django.db import connection

from offers.models import PublicOffer
from offers.publishing import archive_offer
from search.engines.current import engine
from search.models import SearchDocument
from search.suggesting.suggest import suggest
from search.suggesting.suggestion import Kind
from tests.factories import make_offer
from tests.search.suggesting.saying import offers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    ["loc", "location", "locations", "location de voi", "voitures loc", "petits prix", "Petit"],
)
def test_an_offer_is_found_by_the_words_of_its_title(offer, typed) -> None:
    assert offers(typed) == ["Location de voitures à petit prix"]


@pytest.mark.parametrize(
    "typed", ["hé", "héb", "héberg", "hebergem", "hébergement", "hébergements"]
)
def test_a_word_that_is_only_begun_may_be_longer_than_its_stem(typed) -> None:
    make_offer(title="Hébergement d'un soir")
    assert offers(typed) == ["Hébergement d'un soir"]


def test_a_shorter_stem_is_not_enough() -> None:
    make_offer(title="Porter vos courses")
    assert offers("portail") == []


def test_words_of_the_text_do_not_propose_an_offer(offer) -> None:
    assert offers("assurance") == []


def test_an_offer_comes_with_its_structure_and_leads_to_its_page(offer) -> None:
    [found] = [one for one in suggest("location", "fr") if one.kind == Kind.OFFER]
    assert found.detail == "Garage du Causse"
    assert found.address == offer.get_absolute_url()


def test_an_offer_that_left_is_not_proposed(offer) -> None:
    archive_offer(offer=offer, actor=None)
    assert offers("location") == []


def test_a_stale_index_proposes_nothing(offer) -> None:
    PublicOffer.objects.update(state="archived")
    assert SearchDocument.objects.exists()
    assert offers("location") == []


def test_a_draft_is_not_proposed(offer) -> None:
    offer.title = "Scooters à la semaine"
    offer.save_revision()
    assert offers("scooters") == []


def test_the_index_of_titles_can_be_made_again(offer) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_titles(search_titles) VALUES ('delete-all')")
        assert offers("location") == []
    engine().rebuild()
    assert offers("location") == [offer.title]
