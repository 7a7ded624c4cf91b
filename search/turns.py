"""How many searches one process works on at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

# Threads at work take the interpreter from each other at each query and each sum of many numbers:
# with eight people at once, searches took 37 ms of CPU four at a time, 33 two at a time.
AT_ONCE = 2
# A database that does not answer keeps nobody waiting longer for those before.
PATIENCE_SECONDS = 2.0

_places = BoundedSemaphore(AT_ONCE)


@contextmanager
def in_turn() -> Iterator[None]:
    """Wait until fewer than AT_ONCE others are at it, or for PATIENCE_SECONDS."""
    has_place = _places.acquire(timeout=PATIENCE_SECONDS)
    try:
        yield
    finally:
        if has_place:
            _places.release()
