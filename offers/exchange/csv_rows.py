"""CSV files: any of the usual separators, quoted line breaks, lines ended in any way."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from offers.exchange.rows import MAX_LINE_CHARS, MAX_ROWS, RawRow, RawRows, UnreadableFile
from offers.exchange.tables import column_names, row_of, without_formula
from offers.exchange.text_files import Text

_SEPARATORS = ";,\t|"
# Spreadsheets may say their separator on a line of its own, before the names.
_SAID = re.compile(r"sep=([;,\t|])[\r\n]")
_SAID_CHARS = 16


def read(text: Text) -> RawRows:
    """Rows numbered by the line they begin on."""
    head = text.head()
    with text.open_lines() as handle:
        said = _SAID.match(head.lstrip("\ufeff"))
        skipped = len(handle.readline(_SAID_CHARS).splitlines()) if said else 0
        reader = csv.reader(_lines(handle), delimiter=said[1] if said else _separator(head))
        yield from _rows(reader, skipped)


def _rows(reader: Iterable[list[str]], skipped: int) -> Iterator[RawRow]:
    names: list[str] = []
    for number, cells in _numbered(reader, skipped):
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


def _numbered(reader: Iterable[list[str]], skipped: int) -> Iterator[tuple[int, list[str]]]:
    rows = iter(reader)
    while True:
        number = skipped + getattr(reader, "line_num", 0) + 1
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
