"""What the safety check needs of a sentence; the router's own reading has it all."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from search.language import guess_language
from search.routing.encoder import LONGEST_READ, Encoder
from search.routing.features import Features, Floats, Numbers, read_features

# What a sentence ends with often says what is asked: "..., which club for children?"
_ENDS = re.compile(r"[.!?;:,…\n()«»]+|\s[-–—]\s")
# Keeps the features of the end apart from those of the whole.
_END = np.uint32(0x9E3779B9)

# In a longer message the danger may be told anywhere: it is read piece by piece too.
PIECE = 40
OVERLAP = 10
MOST_PIECES = 10


class Readable(Protocol):
    @property
    def text(self) -> str: ...

    @property
    def language(self) -> str: ...

    @property
    def features(self) -> Features: ...

    @property
    def vector(self) -> Floats | None:
        """None without an encoder."""


@dataclass(frozen=True)
class Sentence:
    """A text read for this check alone: a piece of a message, or a line of a measuring file."""

    text: str
    encoder: Encoder | None

    @cached_property
    def language(self) -> str:
        return guess_language(self.text)

    @cached_property
    def features(self) -> Features:
        return read_features(self.text, self.language)

    @cached_property
    def vector(self) -> Floats | None:
        vector: Floats | None = self.encoder.encode([self.text])[0] if self.encoder else None
        return vector


def counted_groups(reading: Readable) -> tuple[Numbers, ...]:
    """Letters, stems and words of the whole text, then those of its end."""
    end = read_features(last_part(reading.text), reading.language)
    return (*reading.features.groups, *(group ^ _END for group in end.groups))


def last_part(text: str) -> str:
    """After the last punctuation; the whole text when it is in one piece."""
    parts = [part for part in _ENDS.split(text) if len(part.split()) > 1]
    return parts[-1] if parts else text


def pieces(text: str) -> list[str]:
    """Runs of words that overlap; none when the encoder reads the whole text."""
    words = text.split()
    if len(words) <= LONGEST_READ:
        return []
    starts = range(0, len(words) - OVERLAP, PIECE - OVERLAP)
    return [" ".join(words[start : start + PIECE]) for start in starts][:MOST_PIECES]
