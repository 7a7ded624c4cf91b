"""What every reader gives: rows, numbered as a person would count them in the file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["structures", "services"]

# Bounds of what is read; beyond, the file or the row is refused with a sentence that says so.
MAX_BYTES = 2_000_000_000
MAX_WHOLE_JSON_BYTES = 64_000_000
MAX_LINE_CHARS = 1_000_000
MAX_ROWS = 1_000_000
MAX_SHEET_ROWS = 200_000
MAX_COLUMNS = 256
MAX_CELL_CHARS = 100_000
MAX_DEPTH = 12

# The cell of this column, when true, says that the row is an example or an explanation.
IGNORE_COLUMN = "__ignore__"


class UnreadableFile(Exception):
    """The file cannot be read at all, or not further; `reason` is a sentence for a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EmptyFile(UnreadableFile):
    """Nothing at all stands in the file."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One record as the file has it.

    `number` is the line of a text file, the row of a sheet, the rank in a JSON list, from 1.
    `problem` says why the row itself cannot be read; `notes` maps a column to what was lost there.
    """

    number: int
    values: dict[str, Any]
    problem: str = ""
    notes: dict[str, str] = field(default_factory=dict)


RawRows = Iterator[RawRow]
