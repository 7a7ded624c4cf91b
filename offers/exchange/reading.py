"""Files to rows: the format is found from the content, rows come one at a time."""

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers.exchange import csv_rows, json_rows, workbook
from offers.exchange.rows import MAX_BYTES, EmptyFile, Kind, RawRow, RawRows, UnreadableFile
from offers.exchange.text_files import text_of

__all__ = ["RawRow", "UnreadableFile", "read_rows"]

_OTHERS = (
    (
        b"\xd0\xcf\x11\xe0",
        gettext_lazy("This is an old Excel file, or one with a password. Save it as .xlsx."),
    ),
    (b"%PDF", gettext_lazy("This is a PDF. Give CSV, JSON, JSON lines or XLSX.")),
    (b"\x1f\x8b", gettext_lazy("This file is compressed. Unpack it first.")),
)


def read_rows(path: Path | str, *, kind: Kind = "services") -> RawRows:
    """The rows of a JSON, JSON lines, CSV or XLSX file; of a workbook, the sheet of that kind.

    Raises UnreadableFile, at once or when the file turns bad further on.
    """
    path = Path(path)
    with path.open("rb") as handle:
        head = handle.read(4096)
    _refuse_by_size(path, head)
    for signature, reason in _OTHERS:
        if head.startswith(signature):
            raise UnreadableFile(str(reason))
    if head.startswith(b"PK"):
        return workbook.read(path, kind)
    text = text_of(path)
    start = text.head().lstrip("\ufeff \t\r\n\0")
    if not start:
        raise EmptyFile(_("The file is empty."))
    if start[0] not in "[{":
        return csv_rows.read(text)
    if start[0] == "{" and json_rows.is_lines(text):
        return json_rows.read_lines(text)
    return json_rows.read_list(text)


def _refuse_by_size(path: Path, head: bytes) -> None:
    if not head.strip():
        raise EmptyFile(_("The file is empty."))
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFile(_("The file is too large. Cut it in parts."))
