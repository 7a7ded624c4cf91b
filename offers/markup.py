"""Values put into markup, for what a page repeats: Django's format_html asks of each value whether
it is lazy, which costs more than the rest of a card."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString


def filled(markup: str, *args: object, **values: object) -> SafeString:
    """The markup with {} and {name} replaced, every value escaped but those known to be safe."""
    named = {name: _safe(value) for name, value in values.items()}
    return SafeString(markup.format(*map(_safe, args), **named))


def joined(parts: Iterable[object]) -> SafeString:
    """The parts one after the other, every one escaped but those known to be safe."""
    return SafeString("".join(map(_safe, parts)))


def _safe(value: object) -> str:
    return value if isinstance(value, SafeString) else escape(str(value))
