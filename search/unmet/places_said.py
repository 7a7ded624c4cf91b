"""Names of places inside a sentence, without taking « à la rue » for the commune of Rue."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from search.unmet.word_lists import words_of
from territories.names import Named, Names, all_names
from territories.naming import spelt_out

_WORD = re.compile(r"\w+")
_LONGEST_NAME = 7
# Before a word that is also an ordinary one, they tell that its capital is a town's.
_BEFORE_A_TOWN = frozenset({"a", "vers", "sur", "de", "d", "habite", "pres"})
# A smaller place in lower case, alone, is more often a word we do not know.
_KNOWN_TO_ALL = 2_000
_FEW_LETTERS = 2
# A country's path has one step; that somebody lives in it tells nothing of them.
_COUNTRY = 1


class _Said(NamedTuple):
    """A word as typed, where it stands, and as names of places are compared."""

    typed: str
    start: int
    end: int
    key: str

    @property
    def has_a_capital(self) -> bool:
        return self.typed[0].isupper()


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where names of places stand; the longest name wins over those inside it."""
    names, said = all_names(), [_said(match) for match in _WORD.finditer(text)]
    is_shouted = text.isupper()
    at = 0
    while at < len(said):
        size = _longest(names, said, at)
        if size > 1 or (size == 1 and _is_a_place(names, said, at, is_shouted=is_shouted)):
            yield said[at].start, said[at + size - 1].end
        at += max(size, 1)


def _said(match: re.Match[str]) -> _Said:
    return _Said(match[0], match.start(), match.end(), spelt_out(match[0]))


def _longest(names: Names, said: list[_Said], at: int) -> int:
    """How many words the longest name that begins here has; 0 when none does."""
    for size in range(min(_LONGEST_NAME, len(said) - at), 0, -1):
        if _named(names, " ".join(word.key for word in said[at : at + size])):
            return size
    return 0


def _is_a_place(names: Names, said: list[_Said], at: int, *, is_shouted: bool) -> bool:
    """Whether the one word is said as a place."""
    word = said[at]
    before = said[at - 1].key if at else ""
    has_a_capital = word.has_a_capital and not is_shouted
    if len(word.key) < _FEW_LETTERS or word.key.isdigit():
        return False
    if word.key in words_of("ordinary.fr"):
        return has_a_capital and before in _BEFORE_A_TOWN and len(word.key) > _FEW_LETTERS
    if has_a_capital or before in _BEFORE_A_TOWN:
        return True
    return any(row.population >= _KNOWN_TO_ALL for row in _named(names, word.key))


def _named(names: Names, key: str) -> list[Named]:
    first = bisect_left(names.keys, key)
    found = []
    while first < len(names.keys) and names.keys[first] == key:
        found.append(names.rows[first])
        first += 1
    return [row for row in found if row.path.count("/") > _COUNTRY]
