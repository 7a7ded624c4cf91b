"""The middle of a long passage that stays the same, kept apart: a change is read at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contributions.diff_words import Segment, Segments

# Words kept on each side that touches a change, and how many at least are worth folding.
AROUND, FEWEST = 12, 20
_WORD = re.compile(r"\w\S*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of the diff; `hidden` is how many words it folds, 0 for what is always shown."""

    segment: Segment
    hidden: int = 0


def fold(segments: Segments) -> list[Stretch]:
    """Every character once, in order; only what stays the same is ever folded, and never all."""
    shown = [segment for segment in segments if segment.text]
    if len(shown) < 2:
        return [Stretch(segment) for segment in shown]
    last = len(shown) - 1
    return [
        part
        for index, segment in enumerate(shown)
        for part in _parts(segment, before=index > 0, after=index < last)
    ]


def _parts(segment: Segment, *, before: bool, after: bool) -> Iterator[Stretch]:
    """`before` and `after` tell on which sides something changed."""
    words = list(_WORD.finditer(segment.text))
    first, end = AROUND if before else 0, len(words) - (AROUND if after else 0)
    if segment.kind != "equal" or end - first < FEWEST:
        yield Stretch(segment)
        return
    start = words[first].start() if before else 0
    stop = words[end - 1].end() if after else len(segment.text)
    head, middle, tail = segment.text[:start], segment.text[start:stop], segment.text[stop:]
    if head:
        yield Stretch(Segment("equal", head))
    yield Stretch(Segment("equal", middle), hidden=end - first)
    if tail:
        yield Stretch(Segment("equal", tail))
