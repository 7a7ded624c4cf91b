"""Searches in a process take turns, and a stuck one stops nobody."""

from threading import Event, Thread
from time import monotonic

from search import turns
from search.turns import AT_ONCE, in_turn

SECONDS = 10


def hold(count: int) -> tuple[list[Thread], Event]:
    """That many searches under way until the event is set."""
    under_way, end = [Event() for _ in range(count)], Event()

    def search(begun: Event) -> None:
        with in_turn():
            begun.set()
            end.wait(SECONDS)

    threads = [Thread(target=search, args=[begun]) for begun in under_way]
    for thread in threads:
        thread.start()
    assert all(begun.wait(SECONDS) for begun in under_way)
    return threads, end


def test_one_more_waits_until_another_is_done(monkeypatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", SECONDS)
    threads, end = hold(AT_ONCE)
    begun = Event()

    def search() -> None:
        with in_turn():
            begun.set()

    one_more = Thread(target=search)
    one_more.start()
    assert not begun.wait(0.05)
    end.set()
    assert begun.wait(SECONDS)
    for thread in (*threads, one_more):
        thread.join(SECONDS)


def test_nobody_waits_for_ever(monkeypatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.05)
    threads, end = hold(AT_ONCE)
    since = monotonic()
    with in_turn():
        assert monotonic() - since >= 0.05
    end.set()
    for thread in threads:
        thread.join(SECONDS)


def test_a_search_that_fails_leaves_its_place(monkeypatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.0)
    for _ in range(AT_ONCE + 1):
        try:
            with in_turn():
                raise ValueError
        except ValueError:
            pass
    threads, end = hold(AT_ONCE)
    end.set()
    for thread in threads:
        thread.join(SECONDS)
    assert turns._places.acquire(timeout=0)
    turns._places.release()
