"""The lines of a diff, apart from how each kind of field makes them."""

from dataclasses import dataclass
from typing import Literal

from contributions.diff_words import Segment, Segments

Note = Literal["", "formatting", "order"]


@dataclass(frozen=True, slots=True)
class Line:
    """One block, member or row that changes; `note` says what the words alone do not show."""

    segments: Segments
    note: Note = ""

    @property
    def before(self) -> tuple[Segment, ...]:
        """What the line was: everything but what was added."""
        return tuple(segment for segment in self.segments if segment.kind != "insert")

    @property
    def after(self) -> tuple[Segment, ...]:
        return tuple(segment for segment in self.segments if segment.kind != "delete")
