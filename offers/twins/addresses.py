"""Street addresses as people write them: abbreviated, out of order, with or without a number."""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from offers.twins.lexicon import lexicon
from territories.fold import fold

_MAIL_STOP = re.compile(r"\b(?:bp|cs|tsa|cedex) *\d*\b")
_ALIKE = 84
_HALF = 0.5


class Street(NamedTuple):
    numbers: frozenset[str]
    words: frozenset[str]


class Agreement(NamedTuple):
    """How far two addresses are the same, and how far they are surely not; both 0 to 1."""

    same: float
    other: float


UNKNOWN, SAME, OTHER_NUMBER, OTHER = (
    Agreement(0, 0),
    Agreement(1, 0),
    Agreement(0, 0.5),
    Agreement(0, 1),
)


@lru_cache(maxsize=20_000)
def street(text: str) -> Street:
    said = lexicon()
    words = [said.street_short.get(w, w) for w in _MAIL_STOP.sub(" ", fold(text)).split()]
    return Street(
        frozenset(word for word in words if word.isdigit()),
        frozenset(w for w in words if not w.isdigit() and w not in said.street_stop),
    )


def agreement(first: Street, second: Street) -> Agreement:
    """A number missing on one side hinders nothing; another number of the street half does."""
    if not first.words or not second.words:
        return _by_number(first, second)
    fewer, more = sorted((first.words, second.words), key=len)
    alike = sum(any(_same_word(a, b) for b in more) for a in fewer)
    alike = max(alike, sum(any(_same_word(a, b) for a in fewer) for b in more))
    if alike / len(fewer) < _HALF:
        return OTHER
    if first.numbers and second.numbers and first.numbers.isdisjoint(second.numbers):
        return OTHER_NUMBER
    return SAME


def _by_number(first: Street, second: Street) -> Agreement:
    """Addresses of which one is a bare number, or nothing."""
    if first.words or second.words or not (first.numbers and second.numbers):
        return UNKNOWN
    return OTHER if first.numbers.isdisjoint(second.numbers) else SAME


@lru_cache(maxsize=50_000)
def _same_word(first: str, second: str) -> bool:
    """The same word, an initial of it, or a slip of the pen."""
    if first == second:
        return True
    if 1 in (len(first), len(second)):
        return first[0] == second[0]
    return fuzz.ratio(first, second) > _ALIKE
