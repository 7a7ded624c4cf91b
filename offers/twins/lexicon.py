"""The words and weights of the duplicate search, read once from offers/data."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).resolve().parent.parent / "data"
_SHORTEST_PREFIX = 2


@dataclass(frozen=True, slots=True)
class WordSet:
    """Whole words, and beginnings of words (written with a star in the file)."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "WordSet":
        words = text.split()
        return cls(
            frozenset(word for word in words if not word.endswith("*")),
            tuple(word[:-1] for word in words if word.endswith("*")),
        )

    def __contains__(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.beginnings)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`concepts` names, by word and by beginning, the meanings that several words share."""

    stop: frozenset[str]
    generic: WordSet
    structure_generic: frozenset[str]
    street_short: Mapping[str, str]
    street_stop: frozenset[str]
    audiences: Mapping[str, WordSet]
    whole: Mapping[str, frozenset[str]]
    beginnings: Mapping[str, frozenset[str]]
    contrasts: Mapping[str, Mapping[str, WordSet]]
    phrases: Mapping[str, Sequence[tuple[str, ...]]]
    house_boxes: frozenset[str]

    def phrases_in(self, words: Sequence[str]) -> Iterator[str]:
        """What folded words say in several, with hyphens as in the file."""
        for index, word in enumerate(words):
            for parts in self.phrases.get(word, ()):
                if parts == tuple(words[index : index + len(parts)]):
                    yield "-".join(parts)

    def concepts_of(self, word: str) -> frozenset[str]:
        found = set(self.whole.get(word, ())) | self.whole.get(word.rstrip("s"), frozenset())
        for length in range(_SHORTEST_PREFIX, len(word) + 1):
            found |= self.beginnings.get(word[:length], frozenset())
        return frozenset(found)


@cache
def lexicon() -> Lexicon:
    said = tomllib.loads((_DATA / "fr" / "twins.toml").read_text(encoding="utf-8"))
    sets = {name: WordSet.read(text) for name, text in said["concepts"].items()}
    return Lexicon(
        stop=frozenset(said["stop"].split()),
        generic=WordSet.read(said["generic"]),
        structure_generic=frozenset(said["structure_generic"].split()),
        street_short=said["streets"]["short"],
        street_stop=frozenset(said["streets"]["stop"].split()),
        audiences={name: WordSet.read(text) for name, text in said["audiences"].items()},
        whole=_turned((word, name) for name, one in sets.items() for word in one.whole),
        beginnings=_turned((word, name) for name, one in sets.items() for word in one.beginnings),
        contrasts={
            name: {side: WordSet.read(text) for side, text in said.items()}
            for name, said in said["contrasts"].items()
        },
        phrases=_phrases({w for one in sets.values() for w in one.whole if "-" in w}),
        house_boxes=frozenset(said["house_boxes"].split()),
    )


def _phrases(words: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    """The parts of each word with hyphens, by the first part."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for word in sorted(words):
        parts = tuple(word.split("-"))
        found.setdefault(parts[0], []).append(parts)
    return found


def _turned(pairs: Any) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for word, name in pairs:
        found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


@dataclass(frozen=True, slots=True)
class Weights:
    """Two halves: is it the same team and place, is it the same service. Both must hold."""

    threshold: float
    place: Mapping[str, float]
    service: Mapping[str, float]


@cache
def weights() -> Weights:
    said = tomllib.loads((_DATA / "twins.toml").read_text(encoding="utf-8"))
    return Weights(said["threshold"], said["place"], said["service"])
