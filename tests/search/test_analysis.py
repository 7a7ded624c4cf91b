"""The analysis chain: what it keeps, what it folds, and the laws it holds on any text."""

import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import LONGEST_WORD, analyse, fold_word, joined, tokens
from search.stopwords import ACRONYMS, BY_LANGUAGE, NEGATIONS, SPELLINGS
from tests.examples import tries

ANY_TEXT = st.text(max_size=300)
WORDS = st.text(alphabet="abcdeéèêiïlmnoœprstuvz'’ -.", max_size=80)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'hébergement d’urgence", ["heberg", "urgenc"]),
        ("J\u00a0ai besoin\u202fd\u2019un c\u0153ur", tokens("besoin coeur")),
        ("je n'ai pas de voiture", ["pas", "voitur"]),
        ("sans papiers, jamais", ["sans", "pap", "jamais"]),
        ("aujourd’hui aux prud'hommes", tokens("aujourdhui prudhommes")),
        ("le R.S.A. et la C.A.F", ["rsa", "caf"]),
        ("RQTH, AAH & MDPH", ["rqth", "aah", "mdph"]),
        ("permis B", ["perm", "b"]),
        ("appeler le 115", ["appel", "115"]),
        ("ma\u0303\u00f1ana", ["manan"]),
        ("\u200f" + "rsa" + "\u200f", ["rsa"]),
        ("a\x00b\x00rsa 🙂", ["b", "rsa"]),
        ("héber\u00adgement", ["heberg"]),
        ("", []),
        ("le la les ’ ' ''", []),
    ],
)
def test_words_become_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_a_coffee_is_not_the_family_fund() -> None:
    assert tokens("un café") != tokens("la CAF")
    assert tokens("tante") != []


def test_offsets_show_the_word_as_typed() -> None:
    text = "Je ne peux plus payer l’électricité, ni mon «\u00a0loyer\u00a0»"
    shown = [text[token.start : token.end] for token in analyse(text)]
    assert shown == ["plus", "payer", "électricité", "ni", "loyer"]


def test_other_languages_have_their_own_chain() -> None:
    assert tokens("I have no housing", "en") == ["no", "hous"]
    assert tokens("أبحث عن سكن", "ar")
    assert tokens("Я ищу жильё", "xx") == [fold_word(w) for w in ("ищу", "жильё")]


@given(ANY_TEXT | WORDS, st.sampled_from(["fr", "en", "ar", "xx"]))
@example("ﷺ ½ ² İ ß Ⅷ ǆ ﬁ", "fr")
@example("prud'", "fr")
@example("s.o.s. a.b", "fr")
@settings(max_examples=tries(400), deadline=None)
def test_analysing_tokens_again_changes_nothing(text: str, language: str) -> None:
    once = tokens(text, language)
    assert tokens(" ".join(once), language) == once


@given(ANY_TEXT)
@settings(max_examples=tries(200), deadline=None)
def test_tokens_are_the_texts_of_the_analysis(text: str) -> None:
    assert tokens(text) == [token.text for token in analyse(text)]


@given(ANY_TEXT)
@settings(max_examples=tries(200), deadline=None)
def test_tokens_are_plain_words_and_offsets_lie_in_the_text(text: str) -> None:
    last = 0
    for token in analyse(text):
        assert token.text.isalnum()
        assert len(token.text) <= LONGEST_WORD
        assert last <= token.start < token.end <= len(text)
        last = token.end


@given(WORDS)
@example("a.a.a.èa")
@settings(max_examples=tries(200), deadline=None)
def test_accents_case_and_composition_do_not_matter(text: str) -> None:
    assert tokens(text) == tokens(unicodedata.normalize("NFD", text)) == tokens(text.upper())


def test_every_word_of_the_tables_is_folded() -> None:
    stop = frozenset().union(*(BY_LANGUAGE[code] for code in ("fr", "en")))
    for word in ACRONYMS | NEGATIONS | stop | set(SPELLINGS) | set(SPELLINGS.values()):
        assert fold_word(word) == word


def test_negations_are_never_stop_words() -> None:
    assert not NEGATIONS & (BY_LANGUAGE["fr"] | BY_LANGUAGE["en"])


@pytest.mark.parametrize("piece", ["hébergement d'urgence ", "a", "'", "e\u0301", "a.", "l'", "es"])
def test_a_hundred_kilobytes_stay_fast(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.thread_time()
    joined(text)
    assert time.thread_time() - started < 1
