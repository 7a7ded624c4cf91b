"""Where the servers of the tests listen."""

import random
import socket
from contextlib import suppress

# Below those that the system gives to whoever asks for any.
FIRST, LAST = 20_000, 32_767
TRIES = 100


def free_port() -> int:
    for port in random.sample(range(FIRST, LAST), TRIES):
        with socket.socket() as trial, suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
    raise AssertionError(f"no free port between {FIRST} and {LAST}")
