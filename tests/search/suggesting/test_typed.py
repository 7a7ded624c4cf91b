"""What is typed: the words that count, and what is too little or too much."""

import pytest

from search.suggesting.suggest import suggest
from search.suggesting.typed import read_typed
from search.suggesting.words import WordIndex

pytestmark = pytest.mark.django_db


def test_stop_words_alone_count_when_nothing_else_is_typed() -> None:
    assert [word.text for word in read_typed("des", "fr")] == ["des"]
    assert [word.text for word in read_typed("j'ai des dettes", "fr")] == ["dettes"]
    assert read_typed("de la", "fr") == ()


@pytest.mark.parametrize("typed", ["", " ", "a", "\x00", "🙂", "'", "é" * 121, "mot " * 30])
def test_too_little_or_too_much_is_nothing(typed) -> None:
    assert suggest(typed, "fr") == []


def test_an_index_of_words() -> None:
    index = WordIndex.of(["Garder les enfants", "Garde d'enfants", "Jardin"], "fr")
    assert index.holding(read_typed("gard", "fr")) == [0, 1]
    assert index.holding(read_typed("enfant garde", "fr")) == [0, 1]
    assert index.holding(read_typed("garder jardin", "fr")) == []
    assert index.holding(()) == []
