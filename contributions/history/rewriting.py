"""The one door through which the published history of a page is rewritten."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_open: ContextVar[bool] = ContextVar("rewriting", default=False)


@contextmanager
def rewriting_history() -> Iterator[None]:
    """For text that is taken away: within it, and nowhere else, a saved revision may change."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


def is_rewriting() -> bool:
    return _open.get()
