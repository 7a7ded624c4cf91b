"""Sets of rows as bits, one line of 64-bit words a code: counting a facet is ANDs and popcounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.engines.base import Booleans

Words = NDArray[np.uint64]
WORD = 64


def packed(rows: Booleans) -> Words:
    """One bit a row; the length of `rows` is a multiple of 64."""
    return np.packbits(rows, bitorder="little").view(np.uint64)


def unpacked(words: Words) -> Booleans:
    return np.unpackbits(words.view(np.uint8), bitorder="little").view(np.bool_)


@dataclass(frozen=True, slots=True)
class Bitmaps:
    """`lines`: the code of each line of `words`."""

    lines: dict[str, int]
    words: Words

    @classmethod
    def of(cls, codes: Iterable[Iterable[str]], capacity: int) -> Self:
        """From the codes of each row, in order; `capacity` rows, a multiple of 64."""
        lines: dict[str, int] = {}
        pairs = [
            (lines.setdefault(code, len(lines)), row)
            for row, own in enumerate(codes)
            for code in own
        ]
        bits = np.zeros((len(lines), capacity), np.bool_)
        if pairs:
            at, rows = np.array(pairs).T
            bits[at, rows] = True
        return cls(lines, np.packbits(bits, axis=1, bitorder="little").view(np.uint64))

    @property
    def capacity(self) -> int:
        return int(self.words.shape[1]) * WORD

    def rows(self, codes: Iterable[str]) -> Booleans:
        """The rows that have any of the codes."""
        at = [self.lines[code] for code in codes if code in self.lines]
        if not at:
            return np.zeros(self.capacity, np.bool_)
        return unpacked(np.bitwise_or.reduce(self.words[at], axis=0))

    def counts(self, among: Words) -> dict[str, int]:
        """How many of those rows have each code; codes that none has are left out."""
        found = np.bitwise_count(self.words & among).sum(axis=1, dtype=np.int64).tolist()
        return {code: found[line] for code, line in self.lines.items() if found[line]}

    def add(self, row: int, codes: Iterable[str]) -> bool:
        """Give codes to a row that has none yet; False, and nothing done, when one has no line."""
        at = [self.lines.get(code, -1) for code in codes]
        if -1 in at:
            return False
        self.words[at, row // WORD] |= np.uint64(1 << (row % WORD))
        return True
