"""No text, however it was made, keeps the finders busy (S13)."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.checks.links import judge
from moderation.checks.named.shouting import shouts
from moderation.checks.named.spam import compared
from moderation.checks.private.people import people_in
from moderation.checks.private.streets import streets_in
from moderation.checks.reached import LINK, Reached
from moderation.checks.readability import reading_ease

LONGEST = 10_000
HOSTILE = [
    *("12 rue ", "rue de la ", "12, bis, ", "Jean ", "M. ", "Mme ", "Jean-", "1 2 3 ", "0", "@a"),
    *("a.b", "FR76 1234 ", "né le ", "a-", "mairie ", "' ", "44.123, ", "(at) ", "x arobase "),
    *("é", "\u0301", "contact ", "Contact Nom ", "de ", "12° 4' ", "appartement ", "A", "\n"),
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("ending", ["", "12 rue X@"])
def test_time_grows_as_the_text_does(piece, ending) -> None:
    text = (piece * LONGEST)[:LONGEST] + ending
    began = process_time()
    streets_in(text)
    people_in(text)
    assert process_time() - began < 2


@given(st.text(alphabet=st.sampled_from("aeR 12.,'-’/@°\nMmue"), max_size=200))
def test_spans_are_in_the_text_and_in_order(text) -> None:
    for find in (streets_in, people_in):
        found = find(text)
        assert found == sorted(found)
        assert all(0 <= start < end <= len(text) for start, end in found)


@pytest.mark.parametrize(
    "piece", ["A", "! ", "!", "a.", "a-", "\u200b", "https://a.b/?x=", "@", "é"]
)
def test_nor_do_the_named_checks_and_the_forms_of_links(piece) -> None:
    text = piece * (LONGEST // len(piece))
    began = process_time()
    shouts(text)
    compared(text)
    list(judge(Reached("website", LINK, f"https://garage.example/{text}", text)))
    reading_ease(text)
    assert process_time() - began < 2
