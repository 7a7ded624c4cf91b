import signal
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from journal import clock, outbox
from tests.config.processes import copy_of_the_database, eventually, has_finished_a_job, running


@pytest.mark.django_db
@pytest.mark.usefixtures("jobs", "handlers")
def test_run_due_says_what_ran(capsys):
    clock.job("hourly", every=timedelta(hours=1))(lambda at: None)

    @clock.job("broken", every=timedelta(hours=1))
    def fail(at):
        raise RuntimeError

    outbox.handler("good")(lambda row: None)
    outbox.enqueue(topic="good", key="a")
    call_command("run_due")
    said = capsys.readouterr()
    assert "hourly" in said.out
    assert "1" in said.out.splitlines()[-1]
    assert "broken" in said.err


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
def test_worker_stops_its_loop_when_told(order, monkeypatch):
    done: list[str] = []

    class Loop:
        def __enter__(self):
            done.append("started")
            signal.raise_signal(order)  # held back until the worker waits for it

        def __exit__(self, *error):
            done.append("stopped")

    monkeypatch.setattr("journal.management.commands.worker.Loop", Loop)
    call_command("worker", "--skip-checks")
    assert done == ["started", "stopped"]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_worker_runs_until_it_is_told_to_stop(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("copies an SQLite file")
    database = copy_of_the_database(tmp_path)
    with running(database, "worker") as worker:
        eventually(lambda: has_finished_a_job(database))
        worker.send_signal(signal.SIGINT)
        assert worker.wait(timeout=30) == 0
