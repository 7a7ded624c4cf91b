"""Text made comparable, and the keys of place names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territories.fold import fold
from territories.naming import name_key, spelt_out


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Œuf-en-Ternois", "oeuf en ternois"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("L’Haÿ‑les‑Roses", "l hay les roses"),
        ("  SAINT--Étienne ", "saint etienne"),
        ("Val_d'Oise", "val d oise"),
        ("Straße", "strasse"),
        ("Ægir", "aegir"),
        ("a\x00b", "a b"),
        ("", ""),
        ("!?…", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_folded_text_has_single_inner_spaces(text):
    assert fold(text) == " ".join(fold(text).split())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Le Havre", "havre"),
        ("L'Haÿ-les-Roses", "hay les roses"),
        ("LES SABLES D'OLONNE", "sables d olonne"),
        ("Le", "le"),
        ("St-Denis", "saint denis"),
        ("Ste Marie", "sainte marie"),
        ("La", "la"),
    ],
)
def test_a_name_is_compared_without_its_article(name, key):
    assert name_key(name) == key


def test_abbreviations_are_words_not_letters():
    assert spelt_out("Est St Brest") == "est saint brest"
