"""Until when what a page says holds: texts that depend on the time tell it while they are drawn.

Nothing is noted outside `noted()`, so whoever says it needs not know whether the page is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Lasting:
    """The earliest moment at which something that was said no longer holds."""

    until: datetime


_noting: ContextVar[Lasting | None] = ContextVar("lasting", default=None)


@contextmanager
def noted(*, at_most: datetime) -> Iterator[Lasting]:
    """What is said inside is noted in the Lasting given."""
    lasting = Lasting(at_most)
    before = _noting.set(lasting)
    try:
        yield lasting
    finally:
        _noting.reset(before)


def is_noted() -> bool:
    return _noting.get() is not None


def holds_until(moment: datetime) -> None:
    """What is being said would be said otherwise from this moment on."""
    lasting = _noting.get()
    if lasting is not None and moment < lasting.until:
        lasting.until = moment
