"""The outbox: work written in the transaction of a change and done after it, at least once.

One waiting row per topic and key, so the work of a key is done in order and never twice at a time.
"""

import logging
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from journal import wakeup
from journal.logs import told_with
from journal.models import Outbox

logger = logging.getLogger(__name__)

# A handler that needs longer may be started a second time: it is then thought dead.
LEASE = timedelta(minutes=10)
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=6)

Handler = Callable[[Outbox], None]


@dataclass(frozen=True)
class _Registered:
    run: Handler
    atomic: bool


_handlers: dict[str, _Registered] = {}


def handler(topic: str, *, atomic: bool = True) -> Callable[[Handler], Handler]:
    """Register the one function that does the work of a topic; it must bear being run twice.

    An atomic handler shares one transaction with the note that its row is done. One that talks to
    the outside takes `atomic=False`, so that no lock is held meanwhile.
    """

    def register(function: Handler) -> Handler:
        if topic in _handlers:
            raise ValueError(f"The topic {topic} has a handler already.")
        _handlers[topic] = _Registered(function, atomic)
        return function

    return register


@transaction.atomic(savepoint=False)
def enqueue(
    *,
    topic: str,
    key: str,
    payload: dict[str, Any] | None = None,
    not_before: datetime | None = None,
) -> Outbox:
    """Ask for work once this transaction is committed; a row that still waits is rewritten.

    Raises ValueError when the topic or the key is empty or too long to store.
    """
    if not 0 < len(topic) <= 40 or not 0 < len(key) <= 120:
        raise ValueError("An outbox row needs a topic of 1 to 40 and a key of 1 to 120 characters.")
    now = timezone.now()
    values = {"payload": payload or {}, "not_before": not_before or now}
    row = _rewrite(topic, key, values)
    while row is None:
        row = _insert(topic, key, values) or _rewrite(topic, key, values)
    if row.not_before <= now:
        wake_after_commit()
    return row


@transaction.atomic
def cancel(*, topic: str, key: str) -> bool:
    """Give up the waiting row; False when there was none, so it was done, or never asked for."""
    waiting = Outbox.objects.waiting().filter(topic=topic, key=key)
    return waiting.update(cancelled_at=timezone.now()) > 0


def wake_after_commit() -> None:
    """Let the loop of this process look at once instead of in a few seconds."""
    transaction.on_commit(wakeup.ring)


def drain(*, at: datetime | None = None, limit: int = 500) -> int:
    """Do what is due, one row at a time; returns how many rows were done. Safe in parallel.

    A row that fails waits longer each time and keeps no other waiting; a row whose topic nobody
    handles stays. A lease counts from when its row is taken, however long those before it took.
    """
    done = 0
    for _ in range(limit):
        moment = at or timezone.now()
        row = _claim(moment)
        if row is None:
            break
        with told_with(outbox=row.pk, topic=row.topic):
            done += _perform(row, moment)
    return done


def waits_since(at: datetime) -> datetime | None:
    """When the oldest work that is due now came due, None when all is done."""
    due = Outbox.objects.due(at=at).filter(topic__in=_handlers)
    return due.values_list("not_before", flat=True).first()


def _rewrite(topic: str, key: str, values: dict[str, Any]) -> Outbox | None:
    waiting = Outbox.objects.waiting().filter(topic=topic, key=key)
    # Who is at work on it loses the lease, so what they finish is the old payload; `leased_until`
    # stays, so that the new one waits for them.
    if not waiting.update(**values, lease=None, attempts=0, last_error=""):
        return None
    return waiting.get()


def _insert(topic: str, key: str, values: dict[str, Any]) -> Outbox | None:
    try:
        with transaction.atomic():
            return Outbox.objects.create(topic=topic, key=key, **values)
    except IntegrityError:
        return None


@transaction.atomic
def _claim(moment: datetime) -> Outbox | None:
    # SQLite has no row locks: there the IMMEDIATE transaction keeps the others out.
    due = Outbox.objects.select_for_update(skip_locked=True).due(at=moment)
    row = due.filter(topic__in=_handlers).first()
    if row is None:
        return None
    row.lease = uuid.uuid4()
    row.leased_until = moment + LEASE
    row.attempts += 1
    row.save(update_fields=["lease", "leased_until", "attempts"])
    return row


def _perform(row: Outbox, moment: datetime) -> bool:
    registered = _handlers[row.topic]
    try:
        with transaction.atomic() if registered.atomic else nullcontext():
            registered.run(row)
            _settle(row, done_at=timezone.now(), last_error="")
    except Exception as error:  # noqa: BLE001 one bad row must not stop the others
        # The name only: messages quote addresses and typed text.
        name = type(error).__name__
        logger.warning("outbox row %s (%s) failed: %s", row.pk, row.topic, name)
        _settle(row, not_before=moment + retry_after(row.attempts), last_error=name[:200])
        return False
    return True


def retry_after(attempts: int) -> timedelta:
    """How long a row waits after so many failures: 30 s, then double, at most 6 h."""
    return min(FIRST_RETRY * (1 << min(attempts - 1, 20)), LONGEST_RETRY)


def _settle(row: Outbox, **outcome: Any) -> None:
    """Write the outcome if the row is still ours; else only let the rewritten row go."""
    waiting = Outbox.objects.waiting().filter(pk=row.pk, leased_until=row.leased_until)
    if not waiting.filter(lease=row.lease).update(**outcome, lease=None, leased_until=None):
        waiting.filter(lease=None).update(leased_until=None)
