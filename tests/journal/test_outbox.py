from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from journal import outbox, wakeup
from journal.jobs import purge_outbox
from journal.models import Outbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("handlers")]


@pytest.fixture
def seen(handlers) -> list[tuple[str, dict]]:
    """What a well-behaved handler of the topic "good" did."""
    done: list[tuple[str, dict]] = []
    outbox.handler("good")(lambda row: done.append((row.key, row.payload)))
    return done


@pytest.fixture
def broken(handlers) -> None:
    @outbox.handler("bad")
    def fail(row: Outbox) -> None:
        Outbox.objects.create(topic="written by", key="the failing handler")
        raise RuntimeError("awa@example.org refused")


def test_row_is_handled_once(seen):
    row = outbox.enqueue(topic="good", key="a", payload={"id": 1})
    assert outbox.drain() == 1
    assert outbox.drain() == 0
    assert seen == [("a", {"id": 1})]
    row.refresh_from_db()
    assert row.done_at is not None
    assert (row.attempts, row.lease, row.leased_until) == (1, None, None)


def test_later_payload_replaces_a_waiting_one(seen):
    first = outbox.enqueue(topic="good", key="a", payload={"version": 1})
    second = outbox.enqueue(topic="good", key="a", payload={"version": 2})
    assert first.pk == second.pk
    outbox.drain()
    assert seen == [("a", {"version": 2})]


def test_work_asked_again_after_it_was_done_is_done_again(seen):
    for _ in range(2):
        outbox.enqueue(topic="good", key="a")
        outbox.drain()
    assert seen == [("a", {}), ("a", {})]


def test_rows_are_handled_in_the_order_they_came_due(seen):
    for key in ("a", "b", "c"):
        outbox.enqueue(topic="good", key=key)
    outbox.drain()
    assert [key for key, _ in seen] == ["a", "b", "c"]


def test_row_waits_for_its_time(seen, now):
    outbox.enqueue(topic="good", key="a", not_before=now + timedelta(seconds=15))
    assert outbox.drain(at=now + timedelta(seconds=14)) == 0
    assert outbox.drain(at=now + timedelta(seconds=15)) == 1


def test_limit_leaves_the_rest_for_the_next_pass(seen):
    for key in ("a", "b", "c"):
        outbox.enqueue(topic="good", key=key)
    assert outbox.drain(limit=2) == 2
    assert outbox.drain(limit=2) == 1


def test_cancelled_row_is_never_handled(seen):
    outbox.enqueue(topic="good", key="a")
    assert outbox.cancel(topic="good", key="a")
    assert outbox.drain() == 0
    assert seen == []


def test_cancelling_too_late_says_so(seen):
    outbox.enqueue(topic="good", key="a")
    outbox.drain()
    assert not outbox.cancel(topic="good", key="a")
    assert not outbox.cancel(topic="good", key="never asked")


def test_failing_row_keeps_nobody_waiting(seen, broken, now):
    bad = outbox.enqueue(topic="bad", key="a", not_before=now)
    outbox.enqueue(topic="good", key="b", not_before=now)
    assert outbox.drain(at=now) == 1
    assert seen == [("b", {})]
    bad.refresh_from_db()
    assert bad.done_at is None
    assert (bad.attempts, bad.not_before) == (1, now + outbox.FIRST_RETRY)


def test_failure_is_named_without_personal_data(broken, caplog):
    row = outbox.enqueue(topic="bad", key="a")
    outbox.drain()
    row.refresh_from_db()
    assert row.last_error == "RuntimeError"
    assert "RuntimeError" in caplog.text
    assert "awa@example.org" not in caplog.text


def test_failing_handler_leaves_nothing_half_written(broken):
    outbox.enqueue(topic="bad", key="a")
    outbox.drain()
    assert not Outbox.objects.filter(topic="written by").exists()


def test_handler_outside_a_transaction_keeps_what_it_wrote():
    @outbox.handler("outside", atomic=False)
    def fail(row: Outbox) -> None:
        Outbox.objects.create(topic="written by", key="the failing handler")
        raise RuntimeError

    outbox.enqueue(topic="outside", key="a")
    outbox.drain()
    assert Outbox.objects.filter(topic="written by").exists()


def test_failing_row_is_tried_again_later_and_later(broken, now):
    row = outbox.enqueue(topic="bad", key="a", not_before=now)
    at, waits = now, []
    for _ in range(4):
        outbox.drain(at=at)
        row.refresh_from_db()
        waits.append(row.not_before - at)
        at = row.not_before
    assert waits == [outbox.FIRST_RETRY * factor for factor in (1, 2, 4, 8)]
    assert outbox.retry_after(30_000) == outbox.LONGEST_RETRY


def test_asking_again_forgets_past_failures(broken, now):
    row = outbox.enqueue(topic="bad", key="a", not_before=now)
    outbox.drain(at=now)
    outbox.enqueue(topic="bad", key="a", not_before=now)
    row.refresh_from_db()
    assert (row.attempts, row.last_error, row.not_before) == (0, "", now)


def test_unknown_topic_waits_for_its_handler(seen):
    row = outbox.enqueue(topic="not yet", key="a")
    outbox.enqueue(topic="good", key="b")
    assert outbox.drain() == 1
    row.refresh_from_db()
    assert (row.done_at, row.attempts) == (None, 0)


def test_row_held_by_somebody_is_left_to_them_until_their_lease_ends(seen, now):
    outbox.enqueue(topic="good", key="a", not_before=now)
    assert outbox._claim(now) is not None
    assert outbox.drain(at=now) == 0
    assert outbox.drain(at=now + outbox.LEASE) == 1


def test_lease_counts_from_when_the_row_is_taken(now, time_machine):
    """However long the rows before it took: nobody else takes it meanwhile."""
    taken_meanwhile = []

    @outbox.handler("slow")
    def work(row: Outbox) -> None:
        taken_meanwhile.append(outbox.drain(limit=1) if row.key == "second" else 0)
        time_machine.move_to(now + 2 * outbox.LEASE, tick=False)

    time_machine.move_to(now, tick=False)
    for key in ("first", "second"):
        outbox.enqueue(topic="slow", key=key)
    assert outbox.drain() == 2
    assert taken_meanwhile == [0, 0]


def test_work_asked_while_it_is_done_is_done_again_afterwards(now):
    versions = []

    @outbox.handler("slow")
    def work(row: Outbox) -> None:
        versions.append(row.payload["version"])
        if len(versions) == 1:
            outbox.enqueue(topic="slow", key="a", payload={"version": 2}, not_before=now)
            assert outbox.drain(at=now) == 0, "never two at once for a key"

    outbox.enqueue(topic="slow", key="a", payload={"version": 1}, not_before=now)
    outbox.drain(at=now)
    assert versions == [1, 2]
    assert not Outbox.objects.waiting().exists()


def test_row_that_somebody_writes_at_the_same_moment_is_rewritten(seen, monkeypatch):
    first = outbox.enqueue(topic="good", key="a", payload={"version": 1})
    looks = iter([lambda *args: None])
    rewrite = outbox._rewrite
    monkeypatch.setattr(outbox, "_rewrite", lambda *args: next(looks, rewrite)(*args))
    second = outbox.enqueue(topic="good", key="a", payload={"version": 2})
    assert (second.pk, second.payload) == (first.pk, {"version": 2})


def test_row_falls_with_its_transaction(seen):
    with transaction.atomic():
        outbox.enqueue(topic="good", key="a")
        transaction.set_rollback(True)
    assert not Outbox.objects.exists()


def test_a_topic_has_one_handler(seen):
    with pytest.raises(ValueError, match="already"):
        outbox.handler("good")(lambda row: None)


@pytest.mark.parametrize(
    ("topic", "key"), [("", "a"), ("t" * 41, "a"), ("t", ""), ("t", "k" * 121)]
)
def test_names_that_do_not_fit_are_refused(topic, key):
    with pytest.raises(ValueError, match="topic"):
        outbox.enqueue(topic=topic, key=key)


def test_commit_rings_the_bell_when_work_is_due(seen, django_capture_on_commit_callbacks):
    wakeup.wait(seconds=0)
    with django_capture_on_commit_callbacks(execute=True) as rung:
        outbox.enqueue(topic="good", key="a")
        outbox.enqueue(topic="good", key="b", not_before=timezone.now() + timedelta(hours=1))
    assert len(rung) == 1
    assert wakeup.wait(seconds=0)
    assert not wakeup.wait(seconds=0)


def test_old_rows_are_purged_and_waiting_ones_never(seen, now):
    old, recent = now - timedelta(days=31), now - timedelta(days=29)
    Outbox.objects.create(topic="t", key="done long ago", done_at=old)
    Outbox.objects.create(topic="t", key="cancelled long ago", cancelled_at=old)
    Outbox.objects.create(topic="t", key="done lately", done_at=recent)
    Outbox.objects.create(topic="t", key="waiting", created_at=old, not_before=old)
    purge_outbox(now)
    assert sorted(Outbox.objects.values_list("key", flat=True)) == ["done lately", "waiting"]


def test_a_pass_with_nothing_to_do_costs_one_query(seen, django_assert_num_queries):
    with django_assert_num_queries(3):  # the query between SAVEPOINT and RELEASE
        outbox.drain()


def test_row_is_shown_by_topic_and_key(seen):
    assert str(outbox.enqueue(topic="good", key="a")) == "good a"
