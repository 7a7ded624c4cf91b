"""Text that was taken out of the history: marked where it stood, never put back by an undo."""

from collections.abc import Mapping
from typing import Any

from offers.taken_out import is_replaced, is_taken_out


def taken_out_of(fields: Mapping[str, Any]) -> frozenset[str]:
    """The fields that bear a mark: they are read, and never published again."""
    return frozenset(name for name, value in fields.items() if is_taken_out(value))


def replaced_in(fields: Mapping[str, Any]) -> frozenset[str]:
    """The fields of which nothing is left to read."""
    return frozenset(name for name, value in fields.items() if is_replaced(value))
