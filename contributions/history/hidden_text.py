"""Text that was taken out of the history for good: marked where it stood, never put back."""

from collections.abc import Mapping
from typing import Any

from offers.taken_out import is_taken_out


def taken_out_of(fields: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name, value in fields.items() if is_taken_out(value))
