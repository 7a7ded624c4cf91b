"""What CSV files and sheets share: a line of column names, then rows of cells."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from offers.exchange.rows import IGNORE_COLUMN, MAX_CELL_CHARS, MAX_COLUMNS, RawRow, UnreadableFile

# The name given to a column whose title is a date, as when a spreadsheet overwrote it.
DATE_COLUMN = "@date"
_TRUE = {True, "1", "true", "vrai", "x", "oui", "yes"}
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
_FORMULA = re.compile(r"=\s*[A-Za-z@(+\-'\"$]")


def column_names(cells: Sequence[Any]) -> list[str]:
    """The names of the columns, "" where there is none. Raises UnreadableFile without any."""
    names = [_name(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise UnreadableFile(_("The first line should hold the names of the columns: it is empty."))
    if len(names) > MAX_COLUMNS:
        raise UnreadableFile(
            _("The file has more than %(count)d columns.") % {"count": MAX_COLUMNS}
        )
    return names


def _name(cell: Any) -> str:
    if isinstance(cell, date):
        return DATE_COLUMN
    return "" if cell is None else " ".join(str(cell).replace("\0", "").split())


def row_of(number: int, names: Sequence[str], cells: Sequence[Any]) -> RawRow | None:
    """The row, or None for an empty line or one marked as to be ignored.

    A column named twice keeps its first filled cell; another value there is noted.
    """
    values: dict[str, Any] = {}
    notes: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if cell is None or cell == "" or not name:
            continue
        if isinstance(cell, str) and len(cell) > MAX_CELL_CHARS:
            problem = _("A value of this row is longer than %(most)d characters.")
            return RawRow(number, {}, problem=problem % {"most": MAX_CELL_CHARS})
        if name not in values:
            values[name] = cell
        elif values[name] != cell:
            notes[name] = _("Two columns bear this name: the first one is kept.")
    ignored = values.pop(IGNORE_COLUMN, False)
    ignored = ignored.strip().lower() if isinstance(ignored, str) else ignored
    if not values or ignored in _TRUE:
        return None
    return RawRow(number, values, notes=notes)


def without_formula(row: RawRow) -> RawRow:
    """The row of a text file without the formulas that a spreadsheet left in it, which are noted.

    `="01000"`, which spreadsheets take for text, is the text.
    """
    for name, cell in row.values.copy().items():
        if not isinstance(cell, str) or not cell.startswith("="):
            continue
        if match := _KEPT_AS_TEXT.fullmatch(cell):
            row.values[name] = match[1]
        elif _FORMULA.match(cell):
            del row.values[name]
            row.notes[name] = uncomputed()
    return row


def uncomputed() -> str:
    return _("This cell is a formula whose result is not in the file: it is left empty.")
