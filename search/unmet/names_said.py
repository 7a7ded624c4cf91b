"""Names of people inside a sentence: told as such, known first names, two capitals in a row."""

import re
from collections.abc import Iterator
from itertools import pairwise

from search.stopwords import BY_LANGUAGE
from search.unmet.word_lists import words_of
from territories.fold import fold

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_A_NAME = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*"
_TOLD = (
    r"\b(?:je m['’ ]?appell?e?|je me nomme|mon nom(?: de famille)? est|mon pr[ée]nom est"
    r"|cordialement,?|sign[ée] ?:|\bnom ?:|pr[ée]nom ?:) ?"
    rf"(?P<name>{_A_NAME}(?: {_A_NAME})?)"
)
_INTRODUCED = re.compile(_TOLD, re.IGNORECASE)
_TITLED = re.compile(
    rf"\b(?:m\.|mr|mme|mlle|monsieur|madame|mademoiselle|dr|docteure?|(?-i:Ma[iî]tre))\.? "
    rf"(?P<name>{_A_NAME}(?: (?-i:[A-ZÀ-Ý]){_A_NAME})?)",
    re.IGNORECASE,
)
_KIN = re.compile(
    r"\b(?:mon|ma|mes|son|sa|notre|votre|leur) (?:(?:petite?|grande?|jeune|ex)[ -])?"
    r"(?:fils|filles?|mari|femme|compagne|compagnon|conjointe?|p[èe]re|m[èe]re|fr[èe]re|s[œo]e?ur"
    r"|enfants?|amie?|copine|copain|voisine?|neveu|ni[èe]ce|b[ée]b[ée]|tante|oncle|cousine?),? "
    rf"(?P<name>(?-i:[A-ZÀ-Ý])[^\W\d_]*(?:-{_A_NAME})?(?: (?-i:[A-ZÀ-Ý]){_A_NAME})?)",
    re.IGNORECASE,
)
_NO_NAME = frozenset(["seul", "seule", "age", "agee", "handicape", "handicapee", "veut", "cherche"])


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where names of people stand; they may overlap."""
    yield from (found.span("name") for found in _INTRODUCED.finditer(text))
    yield from (found.span("name") for found in _KIN.finditer(text) if _names(found["name"]))
    yield from (found.span("name") for found in _TITLED.finditer(text) if _names(found["name"]))
    words = list(_WORD.finditer(text))
    yield from (word.span() for word in words if word[0].lower() in words_of("first_names.fr"))
    for one, other in pairwise(words):
        if text[one.end() : other.start()] == " " and _is_a_pair(one[0], other[0]):
            yield one.start(), other.end()


def _names(said: str) -> bool:
    """Whether what follows a title is a name, not the rest of the sentence."""
    parts = set(fold(said.split()[0]).split())
    known = BY_LANGUAGE["fr"] | _NO_NAME | words_of("institutions.fr")
    return known.isdisjoint(parts)


def _is_a_pair(one: str, other: str) -> bool:
    """« Karim Benali », « Julie MARTIN »; neither « Mission Locale » nor « Allocation RSA »."""
    if one.lower() in words_of("first_names.fr") or other.lower() in words_of("first_names.fr"):
        return one[0].isupper() and other[0].isupper()
    return _may_name(one) and _may_name(other)


def _may_name(word: str) -> bool:
    folded = fold(word)
    is_written_so = word[0].isupper() and not word.isupper() and len(word) > 1
    is_a_word = folded in words_of("institutions.fr") or folded in BY_LANGUAGE["fr"]
    return is_written_so and not is_a_word
