"""Words made comparable: stems, meanings that several words share, and how much each one says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from Stemmer import Stemmer

from offers.twins.lexicon import WordSet, lexicon
from territories.fold import fold

GENERIC, NUMBER, SPECIFIC = 0.25, 0.6, 1.0
SAME_MEANING, SAME_FAMILY = 0.4, 0.2
_FAMILY = 5


class Term(NamedTuple):
    stem: str
    concepts: frozenset[str]
    weight: float


class Terms(NamedTuple):
    """The terms of a text by stem, all their concepts, the beginnings of their long stems."""

    by_stem: Mapping[str, Term]
    concepts: frozenset[str]
    families: frozenset[str]
    weight: float

    def __or__(self, other: "Terms") -> "Terms":
        return _gathered({**self.by_stem, **other.by_stem})

    def telling(self) -> "Terms":
        """Those that few services use."""
        return _gathered({s: one for s, one in self.by_stem.items() if one.weight >= SPECIFIC})


@lru_cache(maxsize=50_000)
def term(word: str) -> Term | None:
    """None for a word that says nothing."""
    words = lexicon()
    if len(word) < 2 or word in words.stop:
        return None
    weight = GENERIC if word in words.generic else NUMBER if word.isdigit() else SPECIFIC
    # A stemmer of its own at each call: the C object keeps state, and threads share this module.
    return Term(Stemmer("french").stemWord(word), words.concepts_of(word), weight)


def terms(text: str, *, without: Collection[str] = ()) -> Terms:
    """The terms of a text; `without` are folded words to leave out, such as a town's name."""
    return terms_of(fold(text).split(), without=without)


def terms_of(words: Sequence[str], *, without: Collection[str] = ()) -> Terms:
    """The terms of a folded text, with what it says in several words ("accueil de jour")."""
    alone = (word for word in words if word not in without)
    return _terms_of(chain(alone, lexicon().phrases_in(words)))


def rest_of_title(title: str, *, without: Collection[str] = ()) -> tuple[str, Terms]:
    """The stem a title begins with, and the terms of what follows it."""
    said = [one for word in fold(title).split() if word not in without and (one := term(word))]
    if not said:
        return "", _gathered({})
    return said[0].stem, _gathered({one.stem: one for one in said[1:]})


def _terms_of(words: Iterable[str]) -> Terms:
    return _gathered({one.stem: one for word in words if (one := term(word)) is not None})


def _gathered(found: Mapping[str, Term]) -> Terms:
    return Terms(
        found,
        frozenset().union(*(one.concepts for one in found.values())),
        frozenset(stem[:_FAMILY] for stem in found if len(stem) >= _FAMILY),
        sum(one.weight for one in found.values()),
    )


def without(terms: Terms, other: Terms) -> Terms:
    """The terms that the other text does not have, as the same word."""
    return _gathered({s: one for s, one in terms.by_stem.items() if s not in other.by_stem})


def share_found(terms: Terms, other: Terms) -> float:
    """How much of the first text the second says too, 0 to 1: same words, meaning or family."""
    if not terms.weight:
        return 0.0
    return sum(one.weight * _match(one, other) for one in terms.by_stem.values()) / terms.weight


def _match(one: Term, other: Terms) -> float:
    if one.stem in other.by_stem:
        return 1.0
    if not one.concepts.isdisjoint(other.concepts):
        return SAME_MEANING
    return SAME_FAMILY if one.stem[:_FAMILY] in other.families else 0.0


def audiences(text: str) -> frozenset[str]:
    """The audiences a text names."""
    return _named(fold(text).split(), lexicon().audiences)


def sides(text: str) -> Mapping[str, frozenset[str]]:
    """What a text names of each contrast, such as beginners of "step"; figures are one too."""
    found: dict[str, set[str]] = {}
    for word in fold(text).split():
        for contrast, side in _sides_of(word):
            found.setdefault(contrast, set()).add(side)
    return {contrast: frozenset(named) for contrast, named in found.items()}


@lru_cache(maxsize=50_000)
def _sides_of(word: str) -> tuple[tuple[str, str], ...]:
    if word.isdigit():
        return (("figure", word),)
    contrasts = lexicon().contrasts.items()
    return tuple((name, side) for name, one in contrasts for side in _named([word], one))


def _named(words: Collection[str], sets: Mapping[str, WordSet]) -> frozenset[str]:
    return frozenset(name for name, said in sets.items() if any(word in said for word in words))
