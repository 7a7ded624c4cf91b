"""A workbook is a zip of XML: what it would become once unpacked is known before it is opened."""

import zipfile
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from offers.exchange.rows import UnreadableFile

MAX_ENTRIES = 1_000
MAX_INFLATED_BYTES = 200_000_000
MAX_STRINGS_BYTES = 60_000_000
_CHUNK = 1 << 18
_OVERLAP = 16
# Declarations of entities, which a workbook never has and by which XML explodes.
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def check(path: Path) -> bool:
    """Whether the workbook holds formulas. Raises UnreadableFile for a bomb or another kind of zip.

    The sizes that the zip declares are summed first; then each part is unpacked by small pieces,
    kept nowhere, and counted for what it really is.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_declared(entries)
            return _inflate(archive, entries)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ):
        raise UnreadableFile(
            _("This workbook is damaged, or has a password. Save it again as .xlsx without one.")
        ) from None


def _check_declared(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise UnreadableFile(
            _("This is not an Excel workbook. Give CSV, JSON, JSON lines or XLSX.")
        )
    strings = sum(e.file_size for e in entries if e.filename.endswith("sharedStrings.xml"))
    total = sum(entry.file_size for entry in entries)
    if (
        len(entries) > MAX_ENTRIES
        or total > MAX_INFLATED_BYTES
        or strings > MAX_STRINGS_BYTES
        or len(names) != len(entries)
    ):
        raise _too_large()


def _inflate(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> bool:
    left, has_formulas = MAX_INFLATED_BYTES, False
    for entry in entries:
        tail = b""
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                left -= len(chunk)
                seen = tail + chunk
                if left < 0 or any(word in seen for word in _DECLARATIONS):
                    raise _too_large()
                has_formulas = has_formulas or b"<f>" in seen or b"<f " in seen
                tail = chunk[-_OVERLAP:]
    return has_formulas


def _too_large() -> UnreadableFile:
    return UnreadableFile(
        _("This workbook is far larger than it looks, and is not opened. Save it as CSV.")
    )
