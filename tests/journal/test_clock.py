from datetime import timedelta

import pytest

from journal import clock, outbox
from journal.models import JobRun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs", "handlers")]

HOUR = timedelta(hours=1)


@pytest.fixture
def ran(jobs) -> list[str]:
    """Times at which the hourly job ran."""
    times: list[str] = []
    clock.job("hourly", every=HOUR)(lambda at: times.append(f"{at:%d %H:%M}"))
    return times


def test_job_runs_at_its_first_pass_then_at_its_period(ran, now):
    for minutes in (0, 30, 59, 60, 61, 119, 120):
        clock.run_due(now + timedelta(minutes=minutes))
    assert ran == ["22 12:00", "22 13:00", "22 14:00"]


def test_after_a_pause_it_runs_once(ran, now):
    clock.run_due(now)
    clock.run_due(now + timedelta(days=3))
    clock.run_due(now + timedelta(days=3, minutes=1))
    assert ran == ["22 12:00", "25 12:00"]


def test_lease_counts_from_when_the_job_is_taken_up(now, time_machine):
    """However long the jobs before it took: nobody else takes it up meanwhile."""
    meanwhile = []
    time_machine.move_to(now, tick=False)

    @clock.job("a long one", every=HOUR)
    def work_for_long(at):
        time_machine.move_to(now + 2 * HOUR, tick=False)

    @clock.job("the next", every=HOUR)
    def look(at):
        meanwhile.append((at, "the next" in clock.run_due().ran))

    assert clock.run_due().ran == ("a long one", "the next")
    assert meanwhile == [(now + 2 * HOUR, False)]


def test_pass_says_what_ran(ran, now):
    outbox.handler("good")(lambda row: None)
    outbox.enqueue(topic="good", key="a", not_before=now)
    assert clock.run_due(now) == clock.Pass(ran=("hourly",), failed=(), delivered=1)
    assert clock.run_due(now) == clock.Pass(ran=(), failed=(), delivered=0)


def test_failing_job_does_not_stop_the_others(ran, now, caplog):
    @clock.job("a failing one", every=HOUR)
    def fail(at):
        raise RuntimeError("awa@example.org")

    assert clock.run_due(now) == clock.Pass(ran=("hourly",), failed=("a failing one",), delivered=0)
    row = JobRun.objects.get(pk="a failing one")
    assert (row.last_error, row.last_finished_at, row.lease) == ("RuntimeError", None, None)
    assert "awa@example.org" not in caplog.text


def test_failing_job_is_tried_again_sooner_than_its_period(now):
    failures = []

    @clock.job("daily", every=timedelta(days=1))
    def fail_twice(at):
        failures.append(at)
        if len(failures) < 3:
            raise RuntimeError

    for _ in range(2):
        for passes in range(3):
            clock.run_due(now + passes * clock.RETRY_AFTER)
    assert len(failures) == 3
    row = JobRun.objects.get()
    assert row.last_error == ""
    assert row.last_finished_at is not None


def test_crashed_job_starts_again_when_its_lease_is_over(ran, now):
    clock.run_due(now)
    hourly = clock._jobs["hourly"]
    later = now + HOUR
    assert clock._claim(hourly, later)  # and the process dies here
    clock.run_due(later + hourly.lease - timedelta(seconds=1))
    assert ran == ["22 12:00"]
    clock.run_due(later + hourly.lease)
    assert ran == ["22 12:00", "22 14:00"]


def test_of_two_who_claim_one_gets_it(ran, now):
    JobRun.objects.create(name="hourly")
    assert clock._claim(clock._jobs["hourly"], now) is not None
    assert clock._claim(clock._jobs["hourly"], now) is None


def test_job_claimed_by_another_process_meanwhile_is_left_to_it(ran, now, monkeypatch):
    monkeypatch.setattr(clock, "_claim", lambda job, moment: None)
    assert clock.run_due(now).ran == ()
    assert ran == []


def test_who_lost_the_lease_does_not_write_over_the_next(ran, now):
    JobRun.objects.create(name="hourly")
    hourly = clock._jobs["hourly"]
    lost = clock._claim(hourly, now)
    held = clock._claim(hourly, now + hourly.lease)
    clock._run(hourly, lost, now)
    assert JobRun.objects.get().lease == held


@pytest.mark.parametrize(
    ("every", "lease"),
    [
        (timedelta(minutes=1), clock.SHORTEST_LEASE),
        (timedelta(minutes=30), timedelta(minutes=30)),
        (timedelta(days=7), clock.LONGEST_LEASE),
    ],
)
def test_lease_follows_the_period_within_bounds(every, lease):
    assert clock.Job("any", every, lambda at: None).lease == lease


def test_a_name_is_taken_once(ran):
    with pytest.raises(ValueError, match="already"):
        clock.job("hourly", every=HOUR)(lambda at: None)


def test_no_jobs_at_all(now):
    assert clock.run_due(now) == clock.Pass((), (), 0)


def test_row_is_shown_by_its_name(ran, now):
    clock.run_due(now)
    assert str(JobRun.objects.get()) == "hourly"


@pytest.mark.parametrize("size", [1, 20])
def test_a_pass_with_nothing_due_costs_the_same_whatever_the_jobs(
    size, now, django_assert_num_queries
):
    outbox.handler("good")(lambda row: None)
    for number in range(size):
        clock.job(f"job {number}", every=HOUR)(lambda at: None)
    clock.run_due(now)
    with django_assert_num_queries(5):  # known rows, due rows, and the outbox in its savepoint
        clock.run_due(now)
