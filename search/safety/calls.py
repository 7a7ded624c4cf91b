"""Explicit calls: words that are enough by themselves, whatever the model says of the sentence."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from search.analysis import words
from search.safety.kinds import NO_DANGER, Danger

FILE = Path(__file__).parents[1] / "data" / "safety" / "calls.toml"


@dataclass(frozen=True, slots=True)
class Calls:
    """Runs of folded words, each between spaces. One of `unless` silences them all."""

    phrases: tuple[tuple[Danger, tuple[str, ...]], ...]
    unless: tuple[str, ...]

    def in_text(self, text: str) -> frozenset[Danger]:
        said = folded(text)
        if any(phrase in said for phrase in self.unless):
            return NO_DANGER
        return frozenset(
            danger for danger, phrases in self.phrases if any(phrase in said for phrase in phrases)
        )


def folded(text: str) -> str:
    """Without accents, capitals, elisions or punctuation."""
    return f" {' '.join(word for word, _start, _end in words(text))} "


@lru_cache(maxsize=1)
def shipped_calls() -> Calls:
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    phrases = {danger: said[danger.value]["phrases"] for danger in Danger}
    return Calls(
        tuple((danger, tuple(map(folded, found))) for danger, found in phrases.items()),
        tuple(map(folded, said["unless"])),
    )
