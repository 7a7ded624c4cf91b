"""What several people, or several processes, do at once: threads with connections of their own."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

Act = Callable[[], Any]
SECONDS = 60


def need_postgresql() -> None:
    """SQLite lets one transaction write at a time and ignores row locks: it proves nothing."""
    if connection.vendor != "postgresql":
        pytest.skip("NOT RUN: needs DATABASE_URL of a real PostgreSQL (make services-test)")


def at_once(*acts: Act, expected: tuple[type[Exception], ...] = ()) -> list[Any]:
    """Run the acts in threads that start together: what each returned, or the expected refusal it
    met. Any other error of an act is raised here."""
    barrier = Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Act) -> None:
        barrier.wait(timeout=SECONDS)
        try:
            results[index] = act()
        except BaseException as error:  # noqa: BLE001 raised again below, in the test's own thread
            results[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=SECONDS)
    assert not any(thread.is_alive() for thread in threads), "deadlock"
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, expected):
            raise result
    return results
