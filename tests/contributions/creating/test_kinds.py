"""The kinds of offers to begin from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.creating.kinds import begin_from, blanks, offer_kinds
from contributions.simple_text import to_html, to_simple
from offers.models import Need, Term

KINDS = list(offer_kinds().values())
TEXTS = ("title", "summary", "what", "how_it_goes", "access_conditions")
FOOD, CAR = offer_kinds()["aide-alimentaire"], offer_kinds()["mobilite"]


def test_there_are_at_least_twelve() -> None:
    assert len(KINDS) >= 12


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_kind_speaks_of_what_the_site_knows(words, kind) -> None:
    needs = set(Need.objects.current().leaves().values_list("code", flat=True))
    terms = set(Term.objects.values_list("code", flat=True))
    assert set(kind.typed["needs"]) <= needs
    assert 1 <= len(kind.typed["needs"]) <= 10
    assert {*kind.typed["service_types"], *kind.typed["audiences"], *kind.typed["fee"]} <= (
        terms | {""}
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_its_texts_fit_and_survive_the_boxes(kind) -> None:
    assert 3 <= len(kind.typed["title"][0]) <= 150
    assert len(kind.typed["summary"][0]) <= 280
    assert not blanks(kind.typed["title"][0])
    for name in ("what", "how_it_goes", "access_conditions"):
        html = to_html(kind.typed[name][0].replace("\u00a0", " "))
        assert to_html(to_simple(html)) == html


def test_no_sentence_is_said_twice() -> None:
    said = [
        sentence
        for kind in KINDS
        for text in [*(kind.typed[name][0] for name in TEXTS), *kind.hints.values()]
        for sentence in text.split(". ")
        if len(sentence) > 60
    ]
    assert len(said) == len(set(said))


def test_a_kind_fills_what_is_empty_and_nothing_else() -> None:
    typed = begin_from({"title": ["La mienne"], "summary": [" "], "commune": ["Rodez"]}, FOOD)
    assert typed["title"] == ["La mienne"]
    assert typed["summary"] == FOOD.typed["summary"]
    assert typed["needs"] == FOOD.typed["needs"]
    assert typed["commune"] == ["Rodez"]
    assert typed["kind"] == [FOOD.code]


def test_another_kind_takes_the_place_of_the_first_one() -> None:
    typed = begin_from(begin_from({}, FOOD), CAR)
    assert typed == {**CAR.typed, "kind": [CAR.code]}


def test_a_text_that_was_corrected_stays() -> None:
    typed = begin_from({}, FOOD)
    typed["what"] = [typed["what"][0].replace("\n", "\r\n") + " Le mardi."]
    again = begin_from(typed, CAR)
    assert again["what"] == typed["what"]
    assert again["title"] == CAR.typed["title"]


def test_no_kind_at_all_takes_its_texts_away() -> None:
    assert not any(begin_from(begin_from({}, FOOD), None).values())


@given(st.dictionaries(st.sampled_from(TEXTS), st.lists(st.text(min_size=1), min_size=1)))
def test_what_a_person_wrote_is_never_replaced(typed) -> None:
    kept = begin_from(begin_from(typed, FOOD), CAR)
    for name, values in typed.items():
        if any(value.strip() for value in values):
            assert kept[name] == values
