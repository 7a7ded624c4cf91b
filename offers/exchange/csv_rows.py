"""CSV files: any of the usual separators, quoted line breaks, lines ended in any way."""

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from offers.exchange.rows import MAX_LINE_CHARS, MAX_ROWS, RawRow, RawRows, UnreadableFile
from offers.exchange.tables import column_names, row_of, without_formula
from offers.exchange.text_files import Text

_SEPARATORS = ";,\t|"


def read(text: Text) -> RawRows:
    """Rows numbered by the line they begin on."""
    separator = _separator(text.head())
    with text.open_lines() as handle:
        reader = csv.reader(_lines(handle), delimiter=separator)
        yield from _rows(reader)


def _rows(reader: Iterable[list[str]]) -> Iterator[RawRow]:
    names: list[str] = []
    numbered = _numbered(reader)
    for number, cells in numbered:
        if not names:
            names = column_names(cells)
            _refuse_prose(names)
        elif number > MAX_ROWS:
            raise UnreadableFile(
                _("The file has more than %(count)d rows. Cut it in parts.") % {"count": MAX_ROWS}
            )
        elif row := row_of(number, names, [cell.strip() for cell in cells]):
            yield without_formula(row)


def _refuse_prose(names: list[str]) -> None:
    """A file with a single column holds no record of ours."""
    if sum(bool(name) for name in names) < 2:
        raise UnreadableFile(
            _(
                "The columns cannot be told apart. The first line should hold their names, "
                "separated by semicolons, commas or tabs."
            )
        )


def _numbered(reader: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    rows = iter(reader)
    while True:
        number = getattr(reader, "line_num", 0) + 1
        try:
            cells = next(rows, None)
        except csv.Error:
            raise UnreadableFile(
                _("Line %(line)d cannot be read: a quote that is never closed, perhaps.")
                % {"line": number}
            ) from None
        if cells is None:
            return
        if cells:
            yield number, cells


def _lines(handle: TextIO) -> Iterator[str]:
    while line := handle.readline(MAX_LINE_CHARS + 1):
        if len(line) > MAX_LINE_CHARS:
            raise UnreadableFile(_("A line of the file is too long to be one record."))
        yield line.replace("\0", "")


def _separator(head: str) -> str:
    """The separator seen most often in the first line, outside quotes."""
    first = next((line for line in head.lstrip("\ufeff").splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)
