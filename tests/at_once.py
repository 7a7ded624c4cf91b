"""What several people, or several processes, do at once: threads with connections of their own."""

from collections.abc import Callable
from threading import Barrier, Event, Thread
from time import monotonic
from typing import Any

import pytest
from django.db import connection, transaction

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


class Doing(Thread):
    """An act in a thread of its own; its refusal, if it is an expected one, is its result."""

    def __init__(self, act: Act, expected: tuple[type[Exception], ...]) -> None:
        super().__init__()
        self._act, self._expected = act, expected
        self._result: Any = None
        self.is_done = Event()
        self.start()

    def run(self) -> None:
        try:
            self._result = self._act()
        except BaseException as error:  # noqa: BLE001 raised again in the test's own thread
            self._result = error
        finally:
            self.is_done.set()
            connection.close()

    @property
    def result(self) -> Any:
        self.join(SECONDS)
        assert not self.is_alive(), "deadlock"
        if isinstance(self._result, BaseException) and not isinstance(self._result, self._expected):
            raise self._result
        return self._result

    def waits(self) -> str:
        """The query with which it comes to wait for a lock; "" when it is done without."""
        end = monotonic() + SECONDS
        while monotonic() < end and not self.is_done.wait(0.01):
            with connection.cursor() as cursor:
                # In a transaction, who is there is else what it was when first asked.
                cursor.execute("SELECT pg_stat_clear_snapshot()")
                cursor.execute(_WAITING)
                if found := cursor.fetchone():
                    return str(found[0])
        return ""


# Of this database; one second act at a time is under way.
_WAITING = """
    SELECT query FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
        AND cardinality(pg_blocking_pids(pid)) > 0
"""


def during(
    first: Act, second: Act, *, expected: tuple[type[Exception], ...] = ()
) -> tuple[Any, Any, str]:
    """Do the second act while the first is done but not committed: what each returned, or the
    expected refusal it met, and the query with which the second waited for the first, if it did."""
    is_done, goes_on = Event(), Event()

    def uncommitted() -> Any:
        try:
            with transaction.atomic():
                found = first()
                is_done.set()
                assert goes_on.wait(SECONDS), "nobody let the first act end"
                return found
        finally:
            is_done.set()

    one = Doing(uncommitted, expected)
    assert is_done.wait(SECONDS), "deadlock"
    other = Doing(second, expected)
    try:
        waited = other.waits()
    finally:
        goes_on.set()
    return one.result, other.result, waited
