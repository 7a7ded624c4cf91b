"""What the router counts in a text, each feature as a 32-bit number."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.analysis import tokens, words

Numbers = NDArray[np.uint32]
Floats = NDArray[np.float32]

# Part of the trained model's fingerprint: raise it when a feature may come out otherwise.
FEATURES_VERSION = 2

# Longer words are cut: their ends say little and cost much.
LONGEST = 20
# Kept apart from the stems and words they could be taken for.
_STEM, _WORD = "=", "#"


class Counted(NamedTuple):
    """Distinct features in rising order, and how much each weighs in the text."""

    numbers: Numbers
    weights: Floats


@dataclass(frozen=True, slots=True)
class Features:
    """One text. `groups` (letters, stems, words) are worth the same each; in `likeness` repeats
    are kept."""

    groups: tuple[Counted, ...]
    likeness: Numbers

    @property
    def is_empty(self) -> bool:
        return not any(len(group.numbers) for group in self.groups)


def read_features(text: str, language: str) -> Features:
    spelt = [word for word, _start, _end in words(text)]
    stems = tokens(text, language)
    return Features(
        groups=(
            counted(joined([letters(word) for word in spelt])),
            counted(numbers(rows_of(stems, _STEM))),
            counted(numbers(rows_of(spelt, _WORD))),
        ),
        likeness=joined([*map(fours, spelt), stem_numbers(stems)]),
    )


@lru_cache(maxsize=10_000)
def letters(word: str) -> Numbers:
    """Runs of 2 to 5 letters inside the word, its edges marked by a space."""
    return numbers([piece for size in range(2, 6) for piece in pieces(word, size)])


@lru_cache(maxsize=10_000)
def fours(word: str) -> Numbers:
    return numbers(pieces(word, 4))


def pieces(word: str, size: int) -> list[str]:
    marked = f" {word[:LONGEST]} "
    return [marked[start : start + size] for start in range(len(marked) - size + 1)]


def rows_of(found: list[str], mark: str) -> list[str]:
    """Each alone, and two and three in a row, so that "pas payé" is not "payé"."""
    pairs = [f"{mark}{a} {b}" for a, b in pairwise(found)]
    threes = [f"{mark}{a} {b} {c}" for a, b, c in zip(found, found[1:], found[2:], strict=False)]
    return [*(f"{mark}{one}" for one in found), *pairs, *threes]


def stem_numbers(stems: list[str]) -> Numbers:
    """The numbers of stems in `Features.likeness`."""
    return numbers([f"{_STEM}{stem}" for stem in stems])


def word_number(word: str) -> Numbers:
    """The number of one folded word in the last group of `Features`."""
    return numbers([f"{_WORD}{word}"])


def numbers(features: list[str]) -> Numbers:
    return np.fromiter((crc32(f.encode()) for f in features), np.uint32, len(features))


def joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.empty(0, np.uint32)


def counted(found: Numbers) -> Counted:
    """A feature met again weighs more, but less and less."""
    distinct, counts = np.unique(found, return_counts=True)
    return Counted(distinct, 1 + np.log(counts).astype(np.float32))


def places(distinct: Numbers, known: Numbers) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each feature stands among the known ones (sorted), and whether it is one."""
    at = np.searchsorted(known, distinct)
    at[at == len(known)] = 0
    found = known[at] == distinct if len(known) else np.zeros(len(distinct), np.bool_)
    return at, found


def long_number(text: str) -> int:
    """64 bits of a text: what stands for it in the trained model."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())
