"""The words others have for the same need."""

import pytest

from search.routing.echoes import ENOUGH, MOST_WORDS, echoes
from search.routing.lexicon import Lexicon, entry
from search.routing.router import Router

FOOD, BANK = "equipement--alimentation", "finances--budget"
LEXICON = Lexicon(
    (
        entry(FOOD, (), text="je n'ai rien mangé, je cherche un colis alimentaire"),
        entry(FOOD, (), text="colis alimentaire pour manger"),
        entry(BANK, (), text="je n'ai pas mangé mon salaire, je cherche un conseil de budget"),
    )
)


@pytest.fixture(scope="module")
def reading():
    return Router.of(LEXICON).route("je n'ai pas mangé").reading


def test_others_say_it_in_other_words(reading) -> None:
    told = echoes(reading, [FOOD])
    assert {"mang", "colis", "alimentair"} & set(told) >= {"mang", "colis"}
    assert "budget" not in told


def test_the_strongest_add_to_one(reading) -> None:
    told = list(echoes(reading, [FOOD]).values())
    assert told == sorted(told, reverse=True)
    assert sum(told[:ENOUGH]) == pytest.approx(1)
    assert len(told) <= MOST_WORDS


def test_a_negation_is_no_echo(reading) -> None:
    assert not {"pas", "rien"} & set(echoes(reading, [FOOD, BANK]))


def test_nothing_alike_gives_none(reading) -> None:
    assert echoes(reading, ["sante--acces-aux-soins"]) == {}
