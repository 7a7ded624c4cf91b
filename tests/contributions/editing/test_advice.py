"""What is said to make a page better: exact, in plain words, never too much."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.advice.missing import missing_from
from contributions.advice.plain_words import hints
from offers.publishing import empty_fields
from offers.schema import OFFER_FIELDS
from offers.structures import STRUCTURE_FIELDS

WHOLE: dict[str, Any] = {
    "what": f"<p>{'Nous prêtons des voitures. ' * 10}</p>",
    "needs": ["mobilite--acceder-a-un-vehicule"],
    "audiences": ["tous-publics"],
    "fee": "gratuit",
    "engage_person": [{"mode": "phone", "value": "+33565112233", "note": ""}],
    "engage_worker": [{"mode": "mail", "value": "a@b.fr", "note": ""}],
    "reception_modes": ["en-presentiel"],
    "street_address": "12 rue de la République",
}


def said(**fields: Any) -> str:
    return " ".join(hint.text for hint in hints(fields))


def test_a_long_sentence_is_pointed_at_by_its_first_words() -> None:
    text = " ".join(["Nous", "proposons", "à", "toutes", "les", *["personnes"] * 22]) + "."
    assert "«\u00a0Nous proposons à toutes les…\u00a0»" in said(summary=text)
    assert "27" in said(summary=text)
    assert said(summary="Une phrase courte. " * 10) == ""


def test_easy_words_want_shorter_sentences() -> None:
    text = " ".join(["mot"] * 18)
    assert said(simple_version=text) != ""
    assert said(summary=text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "La PMI vous reçoit.",
        "Allez à la PMI (12 rue Haute).".replace("(12 rue Haute)", ""),
    ],
)
def test_an_acronym_is_said_in_full(text) -> None:
    assert "protection maternelle et infantile (PMI)" in said(summary=text)


@pytest.mark.parametrize(
    "text",
    [
        "La protection maternelle et infantile (PMI) vous reçoit.",
        "La PMI (protection maternelle et infantile) vous reçoit.",
        "Envoyez un SMS avec votre CV en PDF à la CAF.",
        "Un cours de niveau B1, au 2e étage, salle A.",
        "Écrivez à contact@PMI.fr ou sur https://PMI.fr/ABC",
    ],
)
def test_what_is_clear_already_is_left_alone(text) -> None:
    assert said(summary=text) == ""


def test_an_acronym_is_asked_once_a_page() -> None:
    assert said(summary="La PMI.", what="<p>La PMI.</p><p>La PMI.</p>").count("maternelle") == 1


def test_an_unknown_acronym_is_asked_too() -> None:
    assert "XYZQ" in said(summary="Le XYZQ vous aide.")


def test_words_of_the_trade_have_plain_ones() -> None:
    assert "Plutôt que" in said(what="<p>Un dispositif de remobilisation.</p>")
    assert said(what="<p>La disposition des lieux.</p>") == ""


def test_capitals_are_said_once() -> None:
    assert len(hints({"summary": "VENEZ TOUS AU GARAGE SOLIDAIRE DE LA PMI"})) == 1


def test_it_never_becomes_a_reproach() -> None:
    text = "<p>" + "</p><p>".join(["mot " * 40] * 50) + "</p>"
    assert len(hints(dict.fromkeys(("what", "for_whom", "how_it_goes", "what_next"), text))) <= 12


@given(st.dictionaries(st.sampled_from(sorted(OFFER_FIELDS)), st.text()))
def test_any_text_is_read_without_breaking(fields: dict[str, str]) -> None:
    assert len(hints(fields)) <= 12


@pytest.mark.timeout(5)
def test_a_huge_text_takes_no_time() -> None:
    hints({"what": "(" * 10_000 + "PMI" + "(" * 10_000, "summary": "A" * 50_000})


def test_what_stands_empty_is_listed() -> None:
    names = [one.name for one in missing_from({**empty_fields(), **WHOLE}, OFFER_FIELDS)]
    assert "opening_hours" in names
    assert "fee" not in names


def test_those_who_receive_nobody_need_no_door() -> None:
    fields = {**empty_fields(), "reception_modes": ["a-distance"]}
    names = {one.name for one in missing_from(fields, OFFER_FIELDS)}
    assert not names & {"opening_hours", "street_address", "accessibility"}


def test_fields_a_person_does_not_see_are_not_asked_of_them() -> None:
    assert missing_from({"name": "Un nom"}, STRUCTURE_FIELDS) == []
