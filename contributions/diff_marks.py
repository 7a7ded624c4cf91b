"""What a text holds that nobody sees, made visible: signs that turn it around, empty letters."""

import re
import unicodedata
from typing import NamedTuple

# Letters without a drawing, that Unicode counts among letters, marks or symbols.
_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_VARIATIONS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u180b-\u180f\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ue000-\uf8ff\ud800-\udfff"
    rf"\U0001d173-\U0001d17a\U000e0000-\U000e007f\U000f0000-\U0010ffff{_BLANKS}{_VARIATIONS}]"
)
_SHORT = {
    "\u00a0": "NBSP",
    "\u00ad": "SHY",
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\u202f": "NNBSP",
    "\ufeff": "BOM",
    " ": "␣",
    "\n": "¶",
    "\t": "⇥",
}


class Piece(NamedTuple):
    """A run of text, or the mark that stands for one sign: one of the two is ""."""

    text: str
    mark: str = ""
    name: str = ""


def pieces(text: str) -> tuple[Piece, ...]:
    """The text as it may be shown, each unseen sign replaced by a mark."""
    found: list[Piece] = []
    end = 0
    for sign in _UNSEEN.finditer(text):
        if sign.start() > end:
            found.append(Piece(text[end : sign.start()]))
        found.append(_marked(sign[0]))
        end = sign.end()
    return (*found, *([Piece(text[end:])] if end < len(text) else []))


def blank_pieces(text: str) -> tuple[Piece, ...]:
    """A change of blanks alone: each of them as a mark, or nothing would be seen to change."""
    return tuple(_marked(sign) for sign in text)


def has_unseen(text: str) -> bool:
    return _UNSEEN.search(text) is not None


def _marked(sign: str) -> Piece:
    code = f"U+{ord(sign):04X}"
    return Piece("", _SHORT.get(sign, code), unicodedata.name(sign, code))
