"""Which words of a text were added or removed, in bounded time."""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from diff_match_patch import diff_match_patch

from contributions.diff_marks import Piece, blank_pieces, pieces

Kind = Literal["equal", "insert", "delete"]

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Beyond this many characters the two texts are shown one after the other.
_LONGEST = 250_000
# Below this share of words kept, what is common is chance: the text was written anew.
_KEPT = 0.05
_KINDS: dict[int, Kind] = {-1: "delete", 0: "equal", 1: "insert"}
# Each different word is one character of a plane above all that surrogates disturb.
_FIRST_CODE = 0x10000


@dataclass(frozen=True, slots=True)
class Segment:
    kind: Kind
    text: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The text with what is not seen made visible."""
        if self.kind != "equal" and self.text.isspace():
            return blank_pieces(self.text)
        return pieces(self.text)


Segments = tuple[Segment, ...]


@dataclass(slots=True)
class Budget:
    """Seconds that all the comparisons of one page share; after them, only ends are kept apart.

    Of our own work: a busy machine takes longer, and shows the same.
    """

    seconds: float = 0.04
    started: float = field(default_factory=time.thread_time)

    @property
    def left(self) -> float:
        return self.seconds - (time.thread_time() - self.started)


def diff_words(before: str, after: str, budget: Budget | None = None) -> Segments:
    """The texts as runs of equal, removed and added words."""
    if len(before) + len(after) > _LONGEST:
        return replaced(before, after)
    left = (budget or Budget()).left
    if left <= 0:  # which the engine would take for no limit at all
        return _between_ends(before, after)
    tokens: dict[str, str] = {}
    old, new = _encode(before, tokens), _encode(after, tokens)
    if _is_written_anew(old, new, tokens):
        return replaced(before, after)
    words = {code: token for token, code in tokens.items()}
    engine = diff_match_patch()
    engine.Diff_Timeout = left
    runs = engine.diff_main(old, new, checklines=False)
    engine.diff_cleanupSemantic(runs)
    return tuple(
        Segment(_KINDS[operation], "".join(words[code] for code in codes))
        for operation, codes in runs
    )


def _between_ends(before: str, after: str) -> Segments:
    """What stands between the words that begin both texts and those that end both, replaced."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    gone, come = ("".join(words[start : len(words) - end]) for words in (old, new))
    first, last = "".join(old[:start]), "".join(old[len(old) - end :])
    segments = (*whole("equal", first), *replaced(gone, come), *whole("equal", last))
    return tuple(segment for segment in segments if segment.text)


def _alike(first: Sequence[str], second: Sequence[str]) -> int:
    """How many tokens both begin with."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(first), len(second)))


def whole(kind: Kind, text: str) -> Segments:
    return (Segment(kind, text),)


def replaced(before: str, after: str) -> Segments:
    """One text in the place of the other, neither taken apart; an empty one is not shown."""
    sides = whole("delete", before) + whole("insert", after)
    return tuple(segment for segment in sides if segment.text)


def changed_text(segments: Iterable[Segment], kind: Kind) -> str:
    return " ".join(segment.text for segment in segments if segment.kind == kind)


def _is_written_anew(before: str, after: str, tokens: dict[str, str]) -> bool:
    """Whether next to no word of one encoded text is in the other, blanks and signs aside."""
    words = {code for token, code in tokens.items() if token[0].isalnum()}
    old, new = words & set(before), words & set(after)
    return len(old & new) < _KEPT * max(len(old), len(new))


def _encode(text: str, tokens: dict[str, str]) -> str:
    return "".join(
        tokens.setdefault(token, chr(_FIRST_CODE + len(tokens))) for token in _TOKEN.findall(text)
    )
