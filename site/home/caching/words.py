"""The words that this process remembers (`offers.words`), read again once others changed them."""

from home.caching.versions import version_of
from offers.words import forget_words

_read_at: int | None = None


def read_words_again() -> None:
    """Before a page is drawn to be kept: it must not say for an hour what was remembered for a
    minute."""
    global _read_at
    version = version_of(("words",))
    if version != _read_at:
        forget_words()
        _read_at = version
