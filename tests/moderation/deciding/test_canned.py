"""Messages that are sent often: every one in every language, short enough to go with more."""

import pytest

from moderation.deciding.answers import LONGEST_MESSAGE
from moderation.deciding.canned import messages_for, text_of


@pytest.mark.parametrize("verdict", ["ask", "refuse"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_all_can_be_sent(verdict, language) -> None:
    found = messages_for(verdict, language)
    assert len(found) >= 4
    assert len({one.code for one in found}) == len(found)
    assert all(one.label and 20 < len(one.text) < LONGEST_MESSAGE / 2 for one in found)


def test_an_unknown_language_reads_french() -> None:
    assert messages_for("ask", "br") == messages_for("ask", "fr")


def test_what_the_animator_adds_comes_after() -> None:
    (first, *_others) = messages_for("ask", "fr")
    assert text_of(first.code, "fr", " Merci ! ") == f"{first.text}\n\nMerci !"
    assert text_of("", "fr", "Merci !") == "Merci !"
    assert text_of("nonsense\x00", "fr") == ""
