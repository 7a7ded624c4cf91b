"""Cells that hold several values."""

import json
import re
from typing import Any

from offers.exchange.row_reading import as_text

_SEPARATORS = re.compile(r"[,;|\n]")


def list_of(value: Any, *, separator: str | None = None) -> list[str]:
    """The values of a cell: a list, `["a", "b"]`, `{a,b}`, or text with separators between."""
    if isinstance(value, str):
        return _split(value.strip(), separator)
    if isinstance(value, list | tuple | set):
        return [text for item in value for text in list_of(item, separator=separator)]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [as_text(value)]
    return [] if value is None else [str(value)]


def _split(text: str, separator: str | None) -> list[str]:
    if text[:1] == "[" and text[-1:] == "]":
        try:
            return list_of(json.loads(text), separator=separator)
        except (ValueError, RecursionError):
            text = text[1:-1]
    elif text[:1] == "{" and text[-1:] == "}":
        text = text[1:-1]
    parts = text.split(separator) if separator else _SEPARATORS.split(text)
    return [part for part in (part.strip().strip('"') for part in parts) if part]
