"""Which words of a text were added or removed, in bounded time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from diff_match_patch import diff_match_patch

Kind = Literal["equal", "insert", "delete"]

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Seconds for one text; then the rest is shown as replaced as a whole.
_TIMEOUT = 0.2
_KINDS: dict[int, Kind] = {-1: "delete", 0: "equal", 1: "insert"}
# Each different word is one character of a plane above all that surrogates disturb.
_FIRST_CODE = 0x10000


@dataclass(frozen=True, slots=True)
class Segment:
    kind: Kind
    text: str


Segments = tuple[Segment, ...]


def diff_words(before: str, after: str) -> Segments:
    """The texts as runs of equal, removed and added words."""
    tokens: dict[str, str] = {}
    encoded = [_encode(text, tokens) for text in (before, after)]
    words = {code: token for token, code in tokens.items()}
    engine = diff_match_patch()
    engine.Diff_Timeout = _TIMEOUT
    runs = engine.diff_main(encoded[0], encoded[1], False)  # noqa: FBT003 (not by lines)
    engine.diff_cleanupSemantic(runs)
    return tuple(
        Segment(_KINDS[operation], "".join(words[code] for code in codes))
        for operation, codes in runs
    )


def whole(kind: Kind, text: str) -> Segments:
    return (Segment(kind, text),)


def changed_text(segments: Iterable[Segment], kind: Kind) -> str:
    return " ".join(segment.text for segment in segments if segment.kind == kind)


def _encode(text: str, tokens: dict[str, str]) -> str:
    return "".join(
        tokens.setdefault(token, chr(_FIRST_CODE + len(tokens))) for token in _TOKEN.findall(text)
    )
