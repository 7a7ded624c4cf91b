"""Which words of a text were added or removed, in bounded time."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from diff_match_patch import diff_match_patch

from contributions.diff_marks import Piece, blank_pieces, pieces

Kind = Literal["equal", "insert", "delete"]

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Beyond this many characters the two texts are shown one after the other.
_LONGEST = 250_000
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
    """Seconds that all the comparisons of one page share; what comes after is shown as a whole.

    Of our own work: a busy machine takes longer, and shows the same.
    """

    seconds: float = 0.06
    started: float = field(default_factory=time.thread_time)

    @property
    def left(self) -> float:
        # The engine takes 0 for no limit at all.
        return max(0.001, self.seconds - (time.thread_time() - self.started))


def diff_words(before: str, after: str, budget: Budget | None = None) -> Segments:
    """The texts as runs of equal, removed and added words."""
    if len(before) + len(after) > _LONGEST:
        return (*whole("delete", before), *whole("insert", after))
    tokens: dict[str, str] = {}
    encoded = [_encode(text, tokens) for text in (before, after)]
    words = {code: token for token, code in tokens.items()}
    engine = diff_match_patch()
    engine.Diff_Timeout = (budget or Budget()).left
    runs = engine.diff_main(encoded[0], encoded[1], False)  # noqa: FBT003 (not by lines)
    engine.diff_cleanupSemantic(runs)
    return tuple(
        Segment(_KINDS[operation], "".join(words[code] for code in codes))
        for operation, codes in runs
    )


def whole(kind: Kind, text: str) -> Segments:
    return (Segment(kind, text),)


def replaced(before: str, after: str) -> Segments:
    """One text in the place of the other, neither taken apart; an empty one is not shown."""
    sides = whole("delete", before) + whole("insert", after)
    return tuple(segment for segment in sides if segment.text)


def changed_text(segments: Iterable[Segment], kind: Kind) -> str:
    return " ".join(segment.text for segment in segments if segment.kind == kind)


def _encode(text: str, tokens: dict[str, str]) -> str:
    return "".join(
        tokens.setdefault(token, chr(_FIRST_CODE + len(tokens))) for token in _TOKEN.findall(text)
    )
