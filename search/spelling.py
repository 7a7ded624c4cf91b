"""Misspelt words of a sentence put right, from the words that offers and expressions hold. Pure.

Only words that nobody ever wrote here are looked at: not acronyms, not names, not short ones. A
sentence in which most words are unknown is in another language, or says nothing: it is left alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from math import log10

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import tokens, words
from search.stopwords import ACRONYMS, SPELLINGS

SHORTEST = 4
# One mistake in a short word, two in a longer one.
LONG_WORD = 9
# Fewer uses are no proof of a word that many mean.
LEAST_USES = 10
# What ten times as many uses of a word are worth, in mistakes.
PER_FREQUENCY = 0.25
# In a longer story a mistake changes little of what is found.
LONGEST_SENTENCE = 10

IsName = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`stems` are known, were it in names only; words are put right with those of `weights`,
    which are folded; `spellings` are what they are written as."""

    stems: frozenset[str]
    weights: Mapping[str, int]
    spellings: Mapping[str, str]
    by_length: Mapping[int, list[str]]
    # Stems that only other languages have here.
    foreign: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        stems: Iterable[str],
        weights: Mapping[str, int],
        spellings: Mapping[str, str],
        foreign: Iterable[str] = (),
    ) -> "Vocabulary":
        by_length: dict[int, list[str]] = {}
        for word, uses in weights.items():
            if uses >= LEAST_USES and len(word) >= SHORTEST and word.isalpha():
                by_length.setdefault(len(word), []).append(word)
        known = frozenset(stems)
        return cls(known, weights, spellings, by_length, frozenset(foreign) - known)

    def knows(self, word: str) -> bool:
        if word in self.weights or word in ACRONYMS or word in SPELLINGS:
            return True
        stems = tokens(word)
        return not stems or all(stem in self.stems for stem in stems)


@dataclass(frozen=True, slots=True)
class Correction:
    """The sentence put right, and each word with what it was taken for; none: nothing changed."""

    text: str
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.pairs)


def corrected(text: str, vocabulary: Vocabulary, is_name: IsName) -> Correction:
    """`is_name`: of a place, by its folded word. Microseconds when every word is known."""
    found = list(islice(words(text), LONGEST_SENTENCE + 1))
    if len(found) > LONGEST_SENTENCE:
        return Correction(text)
    told = [word for word, _start, _end in found if len(word) >= SHORTEST]
    unknown = [
        (word, start, end)
        for word, start, end in found
        if _may_be_wrong(word, text[start:end], is_first=start == found[0][1])
        and not vocabulary.knows(word)
        and not is_name(word)
    ]
    is_foreign = any(not vocabulary.foreign.isdisjoint(tokens(word)) for word in told)
    if is_foreign or len(unknown) > (len(told) + 1) // 2:
        return Correction(text)
    pairs = []
    for word, start, end in reversed(unknown):
        if right := _nearest(word, vocabulary):
            written = vocabulary.spellings[right]
            written = written.capitalize() if text[start].isupper() else written
            pairs.append((text[start:end], written))
            text = text[:start] + written + text[end:]
    return Correction(text, pairs[::-1])


def _may_be_wrong(word: str, typed: str, *, is_first: bool) -> bool:
    """Capitals make acronyms and, after the first word, names."""
    if len(word) < SHORTEST or not word.isalpha():
        return False
    return not typed.isupper() and (is_first or not typed[0].isupper())


def _nearest(word: str, vocabulary: Vocabulary) -> str:
    """The word most likely meant; "" when none is near. Nobody mistakes the first letter."""
    mistakes = 2 if len(word) >= LONG_WORD else 1
    choices = [
        known
        for length in range(len(word) - mistakes, len(word) + mistakes + 1)
        for known in vocabulary.by_length.get(length, ())
        if known[0] == word[0]
    ]
    near = process.extract(
        word, choices, scorer=OSA.distance, score_cutoff=mistakes, limit=None, processor=None
    )

    def cost(known: str, distance: float) -> float:
        return distance - PER_FREQUENCY * log10(1 + vocabulary.weights[known])

    ranked = sorted((cost(known, distance), known) for known, distance, _at in near)
    return ranked[0][1] if ranked else ""
