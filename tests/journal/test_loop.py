import threading
import time
from datetime import timedelta

import pytest

from journal import clock, loop, outbox
from journal.models import JobRun, Outbox

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("jobs", "handlers"),
]


def eventually(happened) -> None:
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def test_commit_is_enough_to_get_the_work_done():
    """With a pause of a minute, only the bell explains that it is done at once."""
    outbox.handler("good")(lambda row: None)
    clock.job("first pass", every=timedelta(hours=1))(lambda at: None)
    with loop.Loop(pause=60):
        eventually(lambda: JobRun.objects.filter(last_finished_at__isnull=False).exists())
        outbox.enqueue(topic="good", key="a")
        eventually(lambda: Outbox.objects.filter(done_at__isnull=False).exists())


def test_jobs_run_and_the_loop_stops_cleanly():
    clock.job("hourly", every=timedelta(hours=1))(lambda at: None)
    running = loop.Loop(pause=0.02)
    running.start()
    eventually(lambda: JobRun.objects.filter(last_finished_at__isnull=False).exists())
    running.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("loop-")]


def test_loop_outlives_a_failure(monkeypatch, caplog):
    passes = []

    def run_due():
        passes.append(1)
        if len(passes) == 1:
            raise RuntimeError("awa@example.org")

    monkeypatch.setattr(loop, "run_due", run_due)
    with loop.Loop(pause=0.02):
        eventually(lambda: len(passes) > 2)
    assert "loop-clock broke: RuntimeError" in caplog.text
    assert "awa@example.org" not in caplog.text


def test_background_tasks_run_in_their_own_thread(settings):
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from tests.journal.tasks import greet

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    greet.enqueue("Awa")
    with loop.Loop(pause=0.02):
        eventually(lambda: DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL).exists())
    assert DBTaskResult.objects.get().return_value == "Hello Awa"
