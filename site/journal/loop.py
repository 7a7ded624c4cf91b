"""What goes on beside the requests: outbox, clock and background tasks, until told to stop."""

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self
from uuid import uuid4

from django.db import close_old_connections, connections
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker

from journal import wakeup
from journal.clock import note_pass, run_due

logger = logging.getLogger(__name__)

# Seconds between two looks when nobody rings, and before trying again after a failure.
PAUSE = 2.0
STOP_WITHIN = 15.0


class Loop:
    """Two threads, so that a long task delays no mail: outbox and clock, and tasks."""

    def __init__(self, *, pause: float = PAUSE) -> None:
        self._pause = pause
        self._stopping = threading.Event()
        self._worker = _task_worker(pause)
        self._threads = [self._thread("clock", self._watch)]
        if self._worker is not None:
            self._threads.append(self._thread("tasks", self._worker.run))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let what is running finish, within a limit; leases cover what does not."""
        self._stopping.set()
        if self._worker is not None:
            self._worker.running = False
        wakeup.ring()
        deadline = time.monotonic() + STOP_WITHIN
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        return threading.Thread(target=self._keep, args=(work,), name=f"loop-{name}", daemon=True)

    def _keep(self, work: Callable[[], None]) -> None:
        """Start the work again when it breaks, for example while the database is away."""
        try:
            while not self._stopping.is_set():
                try:
                    work()
                except Exception as error:  # noqa: BLE001 the loop outlives whatever happens in it
                    thread = threading.current_thread().name
                    logger.warning("%s broke: %s", thread, type(error).__name__)
                    close_old_connections()
                    self._stopping.wait(self._pause)
        finally:
            connections.close_all()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            close_old_connections()
            run_due()
            note_pass()
            close_old_connections()
            wakeup.wait(seconds=self._pause)


def _task_worker(interval: float) -> Worker | None:
    """django-tasks' own worker, unless the settings run tasks at once."""
    if not isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], DatabaseBackend):
        return None
    return Worker(
        queue_names=["*"],
        interval=interval,
        batch=False,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=uuid4().hex,
        excluded_queue_names=[],
    )
