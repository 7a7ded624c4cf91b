import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.names import LONGEST, SHORTEST, clean_display_name, suggest_pseudonym


@pytest.mark.parametrize("name", ["Lou", "Anne-Sophie d'Été", "李雷", "Ω 3", "Équipe du 12"])
def test_ordinary_names_stay_as_typed(name):
    assert clean_display_name(name) == name


@pytest.mark.parametrize("name", ["", " ", "a", "a@b.fr", "--", "x\x00y", "x\u200by", "é" * 81])
def test_what_cannot_be_shown_is_refused(name):
    with pytest.raises(ValidationError):
        clean_display_name(name)


@given(st.text(max_size=100))
def test_cleaning_twice_changes_nothing_more(name):
    try:
        once = clean_display_name(name)
    except ValidationError:
        return
    assert clean_display_name(once) == once
    assert SHORTEST <= len(once) <= LONGEST


@given(st.randoms())
def test_every_pseudonym_is_a_valid_name(random):
    name = suggest_pseudonym(random.choice)
    assert clean_display_name(name) == name


def test_the_two_words_agree():
    assert suggest_pseudonym(lambda words: words[0]) == "Mésange patiente"
    assert suggest_pseudonym(lambda words: words[12 if len(words) > 12 else 0]) == (
        "Rossignol patient"
    )
