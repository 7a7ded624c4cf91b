"""Text files whatever their encoding: found from the bytes, never from the name."""

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from offers.exchange.rows import UnreadableFile

_CHUNK = 1 << 20
_HEAD = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Share of control characters beyond which a file is not text in any encoding.
_MOST_CONTROLS = 0.02


@dataclass(frozen=True, slots=True)
class Text:
    """A text file and its encoding."""

    path: Path
    encoding: str

    def open(self) -> TextIO:
        """Line ends as they stand; what cannot be decoded becomes U+FFFD."""
        return self.path.open(encoding=self.encoding, errors="replace", newline="")

    def open_lines(self) -> TextIO:
        """With every line end, lone carriage returns included, read as a newline."""
        return self.path.open(encoding=self.encoding, errors="replace", newline=None)

    def head(self) -> str:
        with self.open() as handle:
            return handle.read(_HEAD)


def text_of(path: Path) -> Text:
    """Its encoding: by its mark, else UTF-16 by its zeros, else UTF-8, else Windows' cp1252."""
    with path.open("rb") as handle:
        head = handle.read(_HEAD)
    text = Text(path, _encoding(path, head))
    _refuse_binary(text.head())
    return text


def _encoding(path: Path, head: bytes) -> str:
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and odd > 4 * even:
        return "utf-16-le"
    if even > len(head) // 5 and even > 4 * odd:
        return "utf-16-be"
    return "utf-8" if _is_utf8(path) else "cp1252"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
    return True


def _refuse_binary(head: str) -> None:
    controls = sum(char < " " and char not in "\t\n\r\f\v" for char in head)
    if controls > max(4, len(head) * _MOST_CONTROLS):
        raise UnreadableFile(
            _("This is not a text file, nor a workbook. Give CSV, JSON, JSON lines or XLSX.")
        )
