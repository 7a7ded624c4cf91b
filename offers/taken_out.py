"""The marks that stand where text was taken away, each with the number of the act that took it.

What bears one is shown, never published again: every writer refuses it.
"""

import re
from collections.abc import Mapping
from typing import Any

MARK = "redacted"
# Looked for first: every text that is published is asked.
_SIGNS = ("[texte retiré ", "█")
_MARKS = re.compile(r"\[texte retiré \d+\]|█\d+█")


def text_mark(number: int) -> str:
    return f"[texte retiré {number}]"


def short_mark(number: int) -> str:
    """For a column that is too short for words."""
    return f"█{number}█"


def address_mark(number: int) -> str:
    """Inside the address of a page."""
    return f"texte-retire-{number}"


def is_replaced(value: Any) -> bool:
    """Whether nothing readable is left of a value: `{"redacted": ...}` stands instead of it."""
    if isinstance(value, Mapping):
        return MARK in value or any(map(is_replaced, value.values()))
    return isinstance(value, list) and any(map(is_replaced, value))


def is_taken_out(value: Any) -> bool:
    """Whether a value, or anything inside it, bears a mark, or is `{"redacted": ...}`."""
    if isinstance(value, str):
        return any(sign in value for sign in _SIGNS) and _MARKS.search(value) is not None
    if isinstance(value, Mapping):
        return MARK in value or any(map(is_taken_out, value.values()))
    return isinstance(value, list) and any(map(is_taken_out, value))
