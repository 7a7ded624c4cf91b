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
    if isinstance(value, list | tuple):
        return [text for item in value if (text := _one(item))]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [as_text(value)]
    return [] if value is None else [str(value)]


def _one(item: Any) -> str:
    """An item of a list is one value, whatever signs are in it."""
    if isinstance(item, str):
        return item.strip()
    if isinstance(item, int | float) and not isinstance(item, bool):
        return as_text(item)
    return "" if item is None else str(item)


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
