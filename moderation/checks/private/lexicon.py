"""The word lists of the finders, read once a process."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from search.unmet.word_lists import words_of

_DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True, slots=True)
class StreetWords:
    sure: frozenset[str]
    unsure: frozenset[str]
    alone: frozenset[str]
    articled: frozenset[str]
    numbered: frozenset[str]
    squares: frozenset[str]
    before: frozenset[str]
    no_name: frozenset[str]
    months: frozenset[str]
    numbers: frozenset[str]
    known_to_all: frozenset[str]
    near: frozenset[str]
    ours: frozenset[str]


@dataclass(frozen=True, slots=True)
class PeopleWords:
    """`first_names` are lower case with their accents; all else is folded."""

    titles: frozenset[str]
    no_name: frozenset[str]
    named_after: frozenset[str]
    calls: frozenset[str]
    roles: frozenset[str]
    no_person: frozenset[str]
    places_too: frozenset[str]
    first_names: frozenset[str]


@cache
def street_words() -> StreetWords:
    return StreetWords(**_lists("streets"))


@cache
def people_words() -> PeopleWords:
    lines = (_DATA / "first_names.fr.txt").read_text(encoding="utf-8").splitlines()
    ours = {name for line in lines if not line.startswith("#") for name in line.split()}
    return PeopleWords(**_lists("people"), first_names=words_of("first_names.fr") | ours)


def _lists(part: str) -> dict[str, frozenset[str]]:
    said = tomllib.loads((_DATA / "private.fr.toml").read_text(encoding="utf-8"))[part]
    return {name: frozenset(words.split()) for name, words in said.items()}
