"""A bell inside one process: whoever committed work rings it, whoever does the work waits for it.

Between processes nobody hears it; the loop also looks by itself every few seconds.
"""

import threading

_bell = threading.Event()


def ring() -> None:
    _bell.set()


def wait(*, seconds: float) -> bool:
    """Wait for the bell, at most this long, and silence it; True when it rang."""
    rang = _bell.wait(seconds)
    _bell.clear()
    return rang
