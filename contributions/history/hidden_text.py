"""Text that was taken out of the history for good: marked where it stood, never put back."""

from collections.abc import Mapping
from typing import Any

MARK = "redacted"


def is_taken_out(value: Any) -> bool:
    """Whether a value, or anything inside it, is `{"redacted": ...}` in the place of a text."""
    if isinstance(value, Mapping):
        return MARK in value or any(map(is_taken_out, value.values()))
    return isinstance(value, list) and any(map(is_taken_out, value))


def taken_out_of(fields: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name, value in fields.items() if is_taken_out(value))
