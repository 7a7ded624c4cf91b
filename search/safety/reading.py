"""What the safety check needs of a sentence; the router's own reading has it all."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from search.language import guess_language
from search.routing.encoder import LONGEST_READ, Encoder
from search.routing.features import Features, Floats, read_features

# In a longer message the danger may be told anywhere: it is read sentence by sentence too.
_SENTENCES = re.compile(r"[.!?;…\n]+")
PIECE = 20
MOST_PIECES = 40


class Readable(Protocol):
    @property
    def text(self) -> str: ...

    @property
    def features(self) -> Features: ...

    @property
    def encoder(self) -> Encoder | None: ...

    @property
    def vector(self) -> Floats | None:
        """None without an encoder; milliseconds the first time."""


@dataclass(frozen=True)
class Sentence:
    """A text read for this check alone: a piece of a message, or a line of a measuring file."""

    text: str
    encoder: Encoder | None

    @cached_property
    def features(self) -> Features:
        return read_features(self.text, guess_language(self.text))

    @cached_property
    def vector(self) -> Floats | None:
        vector: Floats | None = self.encoder.encode([self.text])[0] if self.encoder else None
        return vector


def pieces(text: str) -> list[str]:
    """The sentences of a long text, cut when they are long; none when it is read at once."""
    if len(text.split()) <= LONGEST_READ:
        return []
    sentences = [part.split() for part in _SENTENCES.split(text)]
    found = [words[at : at + PIECE] for words in sentences for at in range(0, len(words), PIECE)]
    return [" ".join(words) for words in found][:MOST_PIECES]
