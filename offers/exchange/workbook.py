"""XLSX workbooks, the official one of data·inclusion included, read row by row."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from offers.exchange.rows import (
    MAX_COLUMNS,
    MAX_SHEET_ROWS,
    Kind,
    RawRow,
    RawRows,
    UnreadableFile,
)
from offers.exchange.tables import column_names, row_of, uncomputed
from offers.exchange.zipped import check
from territories.fold import fold

# The sheets of each kind, by the folded start of their name; the official workbook's come first.
_SHEETS = {"structures": "structure", "services": "service"}
# A second sheet of the official workbook: one line a pair of service and need.
_NEEDS_SHEET = "services thematiques"
_NEEDS_COLUMNS = ("service_id", "thématique")
_ERROR_VALUE = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
_UNREADABLE = (
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    ParseError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
)


def read(path: Path, kind: Kind) -> RawRows:
    """The rows of the sheet of that kind, or of the only sheet there is."""
    has_formulas = check(path)
    try:
        yield from _read(path, kind, has_formulas=has_formulas)
    except UnreadableFile:
        raise
    except _UNREADABLE:
        raise UnreadableFile(
            _("This workbook is damaged. Open it, save it again as .xlsx and send it anew.")
        ) from None


def _read(path: Path, kind: Kind, *, has_formulas: bool) -> Iterator[RawRow]:
    with ExitStack() as stack:
        book = _opened(path, stack, data_only=True)
        written = _opened(path, stack, data_only=False) if has_formulas else None
        needs = _needs_by_service(book) if kind == "services" else {}
        for row in _rows(book, _sheet_title(book, kind), written):
            if more := needs.get(str(row.values.get("id", ""))):
                row.values["thematiques"] = ", ".join(
                    [str(row.values.get("thematiques", "")), *more]
                )
            yield row


def _opened(path: Path, stack: ExitStack, *, data_only: bool) -> Workbook:
    """From a handle, as openpyxl judges paths by their name; closed with the stack."""
    handle = stack.enter_context(path.open("rb"))
    book = openpyxl.load_workbook(handle, read_only=True, data_only=data_only, keep_links=False)
    stack.callback(book.close)
    return book


def _sheet_title(book: Workbook, kind: Kind) -> str:
    word = _SHEETS[kind]
    keys = {title: fold(title) for title in book.sheetnames}
    named = [title for title, key in keys.items() if key in {word, f"{word}s"}]
    begun = [title for title, key in keys.items() if key.startswith(word) and key != _NEEDS_SHEET]
    only = book.sheetnames if len(book.sheetnames) == 1 else []
    if found := [*named, *begun, *only]:
        return str(found[0])
    raise UnreadableFile(
        _("The workbook has no sheet named “%(name)s”. Its sheets: %(sheets)s.")
        % {"name": f"{word.capitalize()}s", "sheets": ", ".join(book.sheetnames[:12])}
    )


def _cells(book: Workbook, title: str) -> Iterator[tuple[Any, ...]]:
    sheet = book[title]
    sheet.reset_dimensions()
    yield from sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)


def _rows(book: Workbook, title: str, written: Workbook | None) -> Iterator[RawRow]:
    """Rows of a sheet; `written` is the same workbook with its formulas in place of results."""
    names: list[str] = []
    formulas = _cells(written, title) if written else None
    for number, cells in enumerate(_cells(book, title), start=1):
        if number > MAX_SHEET_ROWS:
            raise UnreadableFile(
                _("The sheet has more than %(count)d rows. Cut it in parts.")
                % {"count": MAX_SHEET_ROWS}
            )
        typed = next(formulas, ()) if formulas else ()
        if not names:
            names = column_names(cells) if any(cell is not None for cell in cells) else []
        elif row := row_of(number, names, [_cell(cell) for cell in cells]):
            yield _noted(row, names, cells, typed)


def _cell(cell: Any) -> Any:
    """A cell's value; the error a formula ended in is no value."""
    if not isinstance(cell, str):
        return cell
    text = cell.replace("_x000D_", "").strip()
    return None if _ERROR_VALUE.fullmatch(text) else text


def _noted(row: RawRow, names: list[str], cells: tuple[Any, ...], typed: tuple[Any, ...]) -> RawRow:
    for name, cell, formula in zip(names, cells, typed, strict=False):
        if isinstance(formula, str) and formula.startswith("=") and _cell(cell) is None and name:
            row.notes[name] = uncomputed()
    return row


def _needs_by_service(book: Workbook) -> dict[str, list[str]]:
    """Needs that the official workbook lists apart, by service id."""
    found: dict[str, list[str]] = {}
    for title in book.sheetnames:
        if fold(title) == _NEEDS_SHEET:
            for row in _rows(book, title, None):
                service, need = (row.values.get(name) for name in _NEEDS_COLUMNS)
                if service and need:
                    found.setdefault(str(service), []).append(str(need))
    return found
