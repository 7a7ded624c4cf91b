"""Several processes at once, played by threads that each have their own connection."""

import threading
from collections import Counter
from datetime import timedelta

import pytest

from journal import clock, outbox
from journal.models import JobRun, Outbox
from tests.at_once import Act, at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("jobs", "handlers"),
]

THREADS = 4


def in_parallel(work: Act) -> None:
    at_once(*[work] * THREADS)


def test_parallel_drains_do_each_row_once(now):
    done: Counter[str] = Counter()
    outbox.handler("count")(lambda row: done.update([row.key]))
    for number in range(30):
        outbox.enqueue(topic="count", key=str(number), not_before=now)
    in_parallel(lambda: outbox.drain(at=now))
    assert done == {str(number): 1 for number in range(30)}
    assert not Outbox.objects.waiting().exists()


def test_parallel_enqueues_of_a_key_leave_one_row():
    outbox.handler("count")(lambda row: None)

    def ask() -> None:
        for _ in range(10):
            outbox.enqueue(topic="count", key="the same")

    in_parallel(ask)
    assert Outbox.objects.waiting().count() == 1


def test_enqueue_and_drain_at_once_lose_no_work():
    """The last payload asked for is always handled in the end, never two of a key at a time."""
    asked: list[int] = []
    handled: list[int] = []
    busy = threading.Lock()

    @outbox.handler("state", atomic=False)
    def handle(row: Outbox) -> None:
        assert busy.acquire(blocking=False), "two at once on one key"
        handled.append(row.payload["version"])
        busy.release()

    versions = iter(range(1000))
    order = threading.Lock()

    def ask_and_drain() -> None:
        for _ in range(5):
            with order:
                version = next(versions)
                outbox.enqueue(topic="state", key="one", payload={"version": version})
                asked.append(version)
            outbox.drain()

    in_parallel(ask_and_drain)
    outbox.drain()
    assert handled[-1] == asked[-1]
    assert handled == sorted(handled)
    assert not Outbox.objects.waiting().exists()


def test_parallel_passes_run_each_job_once(now):
    ran: Counter[str] = Counter()
    for number in range(5):
        name = f"job {number}"
        clock.job(name, every=timedelta(hours=1))(lambda at, name=name: ran.update([name]))
    in_parallel(lambda: clock.run_due(now))
    assert ran == {f"job {number}": 1 for number in range(5)}
    assert not JobRun.objects.exclude(lease=None).exists()


def test_parallel_acts_name_a_person_once():
    from accounts.models import User
    from journal.audit import record
    from journal.models import ActorReference, AuditEvent

    person = User.objects.create_user(email="awa@example.org", display_name="Awa")
    in_parallel(lambda: record(actor=person, action="account.seen", subject=person))
    assert ActorReference.objects.count() == 1
    assert AuditEvent.objects.count() == THREADS
