"""Links by their form."""

import pytest

from moderation.checks.findings import Level
from moderation.checks.links import judge
from moderation.checks.reached import LINK, Reached


def levels(value: str, words: str = "") -> set[str]:
    return {level for level, _said in judge(Reached("website", LINK, value, words))}


@pytest.mark.parametrize(
    ("value", "words", "expected"),
    [
        ("https://garage.example/fiche?p=2", "", set()),
        ("https://www.garage.example/", "garage.example", set()),
        ("https://aide.garage.example/", "www.garage.example", set()),
        ("http://garage.example/", "", {Level.NOTE}),
        ("https://bit.ly/3xY", "", {Level.WARNING}),
        ("https://docs.google.com/forms/d/1", "", {Level.WARNING}),
        ("https://garage.example:8443/", "", {Level.WARNING}),
        ("https://garage.example/go?to=https%3A%2F%2Fevil.example", "", {Level.WARNING}),
        ("https://garage.example/go?to=//evil.example", "", {Level.WARNING}),
        ("https://192.168.1.4/", "", {Level.DANGER}),
        ("https://3232235777/", "", {Level.DANGER}),
        ("https://garage.example/dossier.exe", "", {Level.DANGER}),
        ("https://evil.example/", "https://www.caf.fr/mon-compte", {Level.DANGER}),
        ("https://xn--pple-43d.com/", "", {Level.DANGER}),
        ("https://[::1/", "", {Level.DANGER}),
    ],
)
def test_what_is_odd_is_weighed(value, words, expected) -> None:
    assert levels(value, words) == expected


@pytest.mark.parametrize("words", ["ecrire@autre.example", "fiche.pdf", "S.O.S. Amitié", "12.50"])
def test_what_only_has_a_dot_is_no_site(words) -> None:
    assert levels("https://garage.example/", words) == set()
