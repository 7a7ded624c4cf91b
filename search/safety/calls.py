"""Explicit calls: words that are enough by themselves, whatever the model says of the sentence."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from search.analysis import words
from search.safety.kinds import NO_DANGER, Danger

FILE = Path(__file__).parents[1] / "data" / "safety" / "calls.toml"


@dataclass(frozen=True, slots=True)
class Calls:
    """Runs of folded words, each between spaces, by their first word; None silences them all."""

    by_word: Mapping[str, list[tuple[str, Danger | None]]]

    @classmethod
    def of(cls, phrases: Mapping[Danger, Iterable[str]], *, unless: Iterable[str]) -> Self:
        by_word = defaultdict[str, list[tuple[str, Danger | None]]](list)
        telling = [(phrase, danger) for danger, said in phrases.items() for phrase in said]
        for phrase, danger in [*telling, *((phrase, None) for phrase in unless)]:
            run = folded(phrase)
            by_word[run.split()[0]].append((run, danger))
        return cls(by_word)

    def in_text(self, text: str) -> frozenset[Danger]:
        said = folded(text)
        begun = (run for word in set(said.split()) for run in self.by_word.get(word, ()))
        found = {danger for run, danger in begun if run in said}
        return NO_DANGER if None in found else frozenset(filter(None, found))


def folded(text: str) -> str:
    """Without accents, capitals, elisions or punctuation."""
    return f" {' '.join(word for word, _start, _end in words(text))} "


@lru_cache(maxsize=1)
def shipped_calls() -> Calls:
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    phrases = {danger: said[danger.value]["phrases"] for danger in Danger}
    return Calls.of(phrases, unless=said["unless"])
