"""Needs, by the words of their labels."""

import pytest

from offers.models import Need
from search.suggesting.suggest import suggest
from search.suggesting.suggestion import Kind, Suggestion
from tests.factories import CAR, SHELTER
from tests.search.suggesting.saying import needs, of_kind

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["voi", "VOITURE", "voitures", "une voit", "roues", "  voi  "])
def test_a_need_is_found_by_the_words_of_its_label(typed) -> None:
    assert Need.objects.get(code=CAR).label in needs(typed)


def test_a_need_says_where_it_leads() -> None:
    found = suggest("avoir une voiture", "fr")
    assert found[0] == Suggestion(
        Kind.NEED,
        label="Avoir une voiture ou un deux-roues",
        value="Avoir une voiture ou un deux-roues",
        address=f"/recherche/?besoin={CAR}",
        need=CAR,
    )


def test_accents_do_not_matter() -> None:
    label = Need.objects.get(code="sante").label
    assert label.startswith("Santé")
    assert label in needs("sante")
    assert label in needs("SANTÉ")


def test_what_begins_so_comes_first() -> None:
    found = needs("trouver")
    begins = [label.lower().startswith("trouver") for label in found]
    assert begins[0]
    assert begins == sorted(begins, reverse=True)


def test_a_renamed_need_is_not_proposed() -> None:
    car = Need.objects.get(code=CAR)
    car.replaced_by = Need.objects.get(code=SHELTER)
    car.save()
    assert car.label not in needs("voiture")


def test_needs_are_said_in_the_language_of_the_page() -> None:
    english = Need.objects.get(code="sante").labels["en"]
    assert english in of_kind(Kind.NEED, "health", "en")
