"""The clock: jobs that come round. Each runs in one place at a time, and once after a pause."""

import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

from journal import outbox
from journal.logs import told_with
from journal.models import JobRun

logger = logging.getLogger(__name__)

SHORTEST_LEASE = timedelta(minutes=10)
LONGEST_LEASE = timedelta(hours=1)
RETRY_AFTER = timedelta(minutes=10)

# The row that says when the clock last passed; no job is called so. Written this often at most.
HEARTBEAT = "clock"
NOTED_EVERY = timedelta(seconds=20)

Work = Callable[[datetime], None]


@dataclass(frozen=True)
class Job:
    name: str
    every: timedelta
    work: Work
    longest: timedelta | None = None

    @property
    def lease(self) -> timedelta:
        """How long the job may take before it is thought dead: its period, within bounds."""
        return self.longest or min(max(self.every, SHORTEST_LEASE), LONGEST_LEASE)

    def due(self, at: datetime) -> Q:
        """Never run, or its period over, or left unfinished by someone whose lease is over."""
        return (
            Q(last_started_at__isnull=True)
            | Q(leased_until__isnull=True, last_started_at__lte=at - self.every)
            | Q(leased_until__lte=at)
        )


@dataclass(frozen=True)
class Pass:
    """What one pass did: names of jobs, and how many outbox rows were done."""

    ran: tuple[str, ...]
    failed: tuple[str, ...]
    delivered: int


_jobs: dict[str, Job] = {}


def job(name: str, *, every: timedelta, longest: timedelta | None = None) -> Callable[[Work], Work]:
    """Register work that comes round; it is given the time at which it is taken up.

    It must bear being run twice, and takes its own transactions. `longest`: what it takes at most,
    when that is not told by its period. Raises ValueError when the name is taken.
    """

    def register(work: Work) -> Work:
        if name in _jobs:
            raise ValueError(f"The job {name} exists already.")
        _jobs[name] = Job(name, every, work, longest)
        return work

    return register


def run_due(at: datetime | None = None) -> Pass:
    """Run the jobs that are due and drain the outbox. Idempotent, safe in parallel."""
    results = {job.name: _run(job, lease, taken) for job, lease, taken in _claim_due(at)}
    return Pass(
        ran=tuple(name for name, succeeded in results.items() if succeeded),
        failed=tuple(name for name, succeeded in results.items() if not succeeded),
        delivered=outbox.drain(at=at),
    )


def note_pass() -> None:
    """Whoever lets the clock pass says so, for those who wonder whether anybody does."""
    now = timezone.now()
    last = last_pass()
    if last is None or not last <= now < last + NOTED_EVERY:
        JobRun.objects.update_or_create(pk=HEARTBEAT, defaults={"last_finished_at": now})


def last_pass() -> datetime | None:
    return JobRun.objects.filter(pk=HEARTBEAT).values_list("last_finished_at", flat=True).first()


def _claim_due(at: datetime | None) -> Iterator[tuple[Job, uuid.UUID, datetime]]:
    """Claim each due job just before it is to run, for a time that counts from then, however long
    those before it took; nothing is written when none is due."""
    moment = at or timezone.now()
    known = set(JobRun.objects.values_list("pk", flat=True))
    missing = [JobRun(name=name) for name in _jobs if name not in known]
    if missing:
        JobRun.objects.bulk_create(missing, ignore_conflicts=True)
    due = reduce(or_, (Q(pk=job.name) & job.due(moment) for job in _jobs.values()), Q(pk__in=()))
    for name in sorted(JobRun.objects.filter(due).values_list("pk", flat=True)):
        taken = at or timezone.now()
        if lease := _claim(_jobs[name], taken):
            yield _jobs[name], lease, taken


def _claim(job: Job, moment: datetime) -> uuid.UUID | None:
    """Compare and set in one statement: of two who try, one gets the lease."""
    lease = uuid.uuid4()
    claimed = JobRun.objects.filter(job.due(moment), pk=job.name).update(
        lease=lease, leased_until=moment + job.lease, last_started_at=moment
    )
    return lease if claimed else None


def _run(job: Job, lease: uuid.UUID, moment: datetime) -> bool:
    held = JobRun.objects.filter(pk=job.name, lease=lease)
    try:
        with told_with(job=job.name):
            job.work(moment)
    except Exception as error:  # noqa: BLE001 one bad job must not stop the others
        # The name only: messages quote addresses and typed text.
        name = type(error).__name__
        logger.warning("job %s failed: %s", job.name, name)
        retry_at = moment + min(job.every, RETRY_AFTER)
        held.update(lease=None, leased_until=retry_at, last_error=name[:200])
        return False
    held.update(lease=None, leased_until=None, last_finished_at=timezone.now(), last_error="")
    return True
