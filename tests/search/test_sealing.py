"""The token in the address: opaque, dated, and readable with the key of the site only."""

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from search.heard import Heard
from search.routing.evidence import Evidence
from search.routing.router import RoutedNeed, Routing
from search.safety.kinds import Danger
from search.sealing import LONGEST_TOKEN, Typed, seal, unseal

HEARD = Heard(
    "mon mari me frappe",
    Routing((RoutedNeed("famille--x", 0.91, Evidence(("mari", "frappe")), is_apart=True),), "fr"),
    (("marie", "mari"),),
    frozenset({Danger.VIOLENCE}),
    {"violenc": 0.612, "conjoint": 0.25},
)
TYPED = Typed("Mon marie me frappe", "Rodez", HEARD)


def test_a_sentence_comes_back() -> None:
    assert unseal(seal(TYPED)) == TYPED


def test_nothing_typed_makes_no_token() -> None:
    assert seal(Typed()) == ""


def test_the_token_tells_nothing() -> None:
    assert "mari" not in seal(TYPED)
    assert seal(TYPED) != seal(TYPED)


def test_a_day_later_it_is_gone(settings) -> None:
    settings.SEARCH_TOKEN_HOURS = 24
    with time_machine.travel("2026-11-22 10:00Z", tick=False):
        token = seal(TYPED)
    with time_machine.travel("2026-11-23 09:59Z", tick=False):
        assert unseal(token) == TYPED
    with time_machine.travel("2026-11-23 10:01Z", tick=False):
        assert unseal(token) is None


def test_a_changed_token_is_refused() -> None:
    token = seal(TYPED)
    assert unseal(token[:-4] + "AAAA") is None
    assert unseal("é" * 40) is None
    assert unseal("A" * (LONGEST_TOKEN + 1)) is None


def test_an_older_key_still_opens(settings) -> None:
    token = seal(TYPED)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret that is long enough to be one, here"
    assert unseal(token) == TYPED
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(token) is None


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_fits(problem: str, place: str) -> None:
    typed = Typed(problem, place)
    back = unseal(seal(typed)) or Typed()
    assert back == typed or max(problem + place) >= "\ud800"


@given(st.text(max_size=200))
def test_any_token_is_answered(token: str) -> None:
    assert unseal(token) is None
