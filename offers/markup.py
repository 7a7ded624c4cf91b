"""Values put into markup, for what a page repeats: Django's format_html asks of each value whether
it is lazy, which costs more than the rest of a card."""

import re
from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString

_SPECIAL = re.compile(r"[&<>\"']").search


def filled(markup: str, *args: object, **values: object) -> SafeString:
    """The markup with {} and {name} replaced, every value escaped but those known to be safe."""
    named = {name: _safe(value) for name, value in values.items()}
    return SafeString(markup.format(*map(_safe, args), **named))


def joined(parts: Iterable[object]) -> SafeString:
    """The parts one after the other, every one escaped but those known to be safe."""
    return SafeString("".join(map(_safe, parts)))


def _safe(value: object) -> str:
    if isinstance(value, SafeString):
        return value
    text = str(value)
    # Few values hold any of these, and looking for them costs a fifth of replacing them.
    return escape(text) if _SPECIAL(text) else text
