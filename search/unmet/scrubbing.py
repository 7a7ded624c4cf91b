"""Personal data in what people type: found, and taken out. It errs on the side of too much."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from search.unmet import names_said, places_said, signs_said

# Stands for whatever was there, in every language.
TAKEN_OUT = "[…]"


class Mark(StrEnum):
    """What a piece of text could lead to a person by."""

    SIGN = "sign"
    PLACE = "place"
    NAME = "name"


class Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """The text without what was found in it."""

    text: str
    found: frozenset[Mark]

    @property
    def is_clean(self) -> bool:
        return not self.found


_FINDERS: dict[Mark, Callable[[str], Iterable[tuple[int, int]]]] = {
    Mark.SIGN: signs_said.spans,
    Mark.PLACE: places_said.spans,
    Mark.NAME: names_said.spans,
}


def scrub(text: str) -> Scrubbed:
    """Addresses, numbers, dates, links, places and names of people, each replaced by one mark."""
    found: dict[Span, Mark] = {}
    for mark, finder in _FINDERS.items():
        found |= {Span(*span): mark for span in finder(text)}
    return Scrubbed(_without(text, found), frozenset(found.values()))


def _without(text: str, spans: Iterable[Span]) -> str:
    parts, at = [], 0
    for start, end in _merged(spans):
        parts += [text[at:start], TAKEN_OUT]
        at = end
    return "".join([*parts, text[at:]])


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Without overlap, in order."""
    last: Span | None = None
    for span in sorted(spans):
        if last is None:
            last = span
        elif span.start <= last.end:
            last = Span(last.start, max(last.end, span.end))
        else:
            yield last
            last = span
    if last is not None:
        yield last
