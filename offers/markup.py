"""Values put into markup, for what a page repeats: Django's format_html asks of each value whether
it is lazy, which costs more than the rest of a card."""

from html import escape

from django.utils.safestring import SafeString


def filled(markup: str, *args: object, **values: object) -> SafeString:
    """The markup with {} and {name} replaced, every value escaped but those known to be safe."""
    named = {name: _safe(value) for name, value in values.items()}
    return SafeString(markup.format(*map(_safe, args), **named))


def _safe(value: object) -> str:
    return value if isinstance(value, SafeString) else escape(str(value))
