"""A sentence as words in clauses, each in the two forms by which phrases are compared."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import tokens, words
from search.stopwords import SPELLINGS

_PAUSE = re.compile(r"[.,;:!?…()\n«»\"]|\s[-–—]\s|،|؟")


@dataclass(frozen=True, slots=True)
class Word:
    """`form` is folded, `stem` too; `opens`: a sign of punctuation stands before it."""

    form: str
    stem: str
    start: int
    end: int
    opens: bool


def clauses(text: str, language: str) -> list[Word]:
    """The words in order; elided ones ("l'", "d'", "qu'") are left out."""
    found: list[Word] = []
    last = 0
    for spelt, start, end in words(text):
        if spelt:
            form = SPELLINGS.get(spelt, spelt) if language == "fr" else spelt
            opens = _PAUSE.search(text, last, start) is not None
            found.append(Word(form, stem_of(form, language), start, end, opens))
            last = end
    return found


@lru_cache(maxsize=20_000)
def stem_of(form: str, language: str) -> str:
    """A word that says nothing by itself stays as it is: phrases are made of those too."""
    return next(iter(tokens(form, language)), form)


def same_clause_before(sentence: Sequence[Word], at: int, *, at_most: int) -> list[Word]:
    """The nearest words before a place in the sentence, without what a pause parts from it."""
    first = at
    while first > 0 and at - first < at_most and not sentence[first].opens:
        first -= 1
    return list(sentence[first:at])


def same_clause_after(sentence: Sequence[Word], at: int, *, at_most: int) -> list[Word]:
    """The nearest words from a place on, up to the next pause."""
    found: list[Word] = []
    for word in sentence[at : at + at_most]:
        if word.opens:
            break
        found.append(word)
    return found
