"""Ways to say a need: which, in what order, and what must never show."""

import pytest

from offers.models import Expression, Need
from search.suggesting.suggest import suggest
from search.suggesting.suggestion import Kind
from tests.factories import CAR, SHELTER
from tests.search.suggesting.saying import expressions, say

pytestmark = pytest.mark.django_db


def test_an_expression_comes_with_its_need() -> None:
    say("plus de voiture")
    [found] = [one for one in suggest("plus de voi", "fr") if one.kind == Kind.EXPRESSION]
    assert found.label == found.value == "plus de voiture"
    assert found.detail == "Avoir une voiture ou un deux-roues"
    assert (found.need, found.address) == (CAR, f"/recherche/?besoin={CAR}")


def test_one_expression_a_need_the_heaviest_then_the_shortest() -> None:
    say("ma voiture est morte")
    say("plus de voiture")
    assert expressions("voiture") == ["plus de voiture"]
    say("acheter une voiture pour travailler", weight=3)
    assert expressions("voiture") == ["acheter une voiture pour travailler"]


def test_what_begins_as_typed_comes_before_the_rest() -> None:
    say("voiture à vendre", "mobilite--preparer-un-permis", weight=0.5)
    say("une voiture")
    assert expressions("voiture") == ["voiture à vendre", "une voiture"]


def test_three_expressions_at_most() -> None:
    for need in Need.objects.leaves().filter(is_urgent=False)[:6]:
        say("une affaire de zèbre", need.code)
    assert len(expressions("zèbre")) == 3


def test_an_expression_is_used_at_once_and_forgotten_at_once() -> None:
    assert expressions("mobylette") == []
    mine = say("ma mobylette")
    assert expressions("mobylette") == ["ma mobylette"]
    mine.status = Expression.Status.RETIRED
    mine.save()
    assert expressions("mobylette") == []


@pytest.mark.parametrize("status", ["proposed", "unreviewed", "retired"])
def test_only_what_somebody_accepted_is_shown(status) -> None:
    say("ma mobylette", status=status)
    assert expressions("mobylette") == []


def test_what_is_not_answered_or_not_to_be_taught_is_not_proposed() -> None:
    say("mobylette de collection", None)
    say("ma mobylet é morte", style="sms")
    say("ma mobylette " + "et la tienne " * 5)
    assert expressions("mobyl") == []


@pytest.mark.parametrize("typed", ["mon", "mon mari", "mari me fra", "mari"])
def test_no_word_of_violence_is_put_in_a_mouth(typed) -> None:
    say("mon mari me frappe", SHELTER)
    beside = say("mon mari veut la voiture")
    beside.also.add(Need.objects.get(code=SHELTER))
    assert expressions(typed) == []


@pytest.mark.parametrize("typed", ["je", "je veux", "je veux av", "pas", "je n'ai pas", "ve"])
def test_a_sentence_needs_a_word_that_tells(typed) -> None:
    say("je veux avoir une vieille voiture")
    say("je n'ai pas de véhicule", "mobilite--preparer-un-permis")
    assert expressions(typed) == []


def test_expressions_are_in_the_language_typed() -> None:
    say("no car to get to work", language="en")
    say("ليس لدي سيارة", language="ar")
    assert expressions("car", "en") == ["no car to get to work"]
    assert expressions("car") == []
    assert expressions("سيار") == ["ليس لدي سيارة"]
