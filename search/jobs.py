"""Clock jobs that keep the index true; those of a server run on a site that has one."""

import logging
from datetime import datetime, timedelta

from django.db.models import Max

from journal.clock import job
from journal.models import Outbox
from journal.outbox import handler
from search.engines.base import EngineError
from search.engines.current import engine, served
from search.engines.outside import FORGET, ServedOutside
from search.following import follow, forget_sendings, mend
from search.indexing import reconcile_index
from search.models import SearchChange

logger = logging.getLogger(__name__)

# Whoever follows the index is never so late.
CHANGES_KEPT = timedelta(days=2)

# A pass of the clock comes sooner or later than this: what counts is that each one follows. Who is
# killed meanwhile holds up the others no longer than the second.
FOLLOWED_EVERY = timedelta(milliseconds=500)
FOLLOWING_LONGEST = timedelta(seconds=30)


@job("search.reconcile", every=timedelta(days=1))
def reconcile(_at: datetime) -> None:
    if mended := reconcile_index():
        logger.warning("%d offers were not indexed as they are; they are now", mended)
    engine().count_words()
    if (outside := served()) and (mended := mend(outside.server)):
        logger.warning("%d offers were not on the search server as they are", mended)


@job("search.forget_changes", every=timedelta(days=1))
def forget_changes(at: datetime) -> None:
    """The last one stays: columns in memory are known to be whole by it. So does what a server
    has still to be sent."""
    last = SearchChange.objects.aggregate(last=Max("pk"))["last"] or 0
    old = SearchChange.objects.filter(at__lt=at - CHANGES_KEPT, pk__lt=last)
    (old.exclude(sent_at=None) if served() else old).delete()
    forget_sendings()


def follow_at(at: datetime) -> None:
    """What the server refused is tried again; one that is away is asked again soon."""
    if (outside := served()) and not outside.breaker.is_open:
        _follow(outside, at)


def _follow(outside: ServedOutside, at: datetime) -> None:
    try:
        followed = follow(outside.server, at=at)
    except EngineError as error:
        outside.breaker.open(error)
        return
    if followed.refused:
        logger.warning("%d offers were refused by the search server", followed.refused)


@handler(FORGET, atomic=False)
def forget_removed(_row: Outbox) -> None:
    """Raises EngineError while the server is away: it is then tried again."""
    if outside := served():
        follow(outside.server)
        outside.server.expunge()


def register_following() -> None:
    """Nothing looks for changes to send where there is no server to send them to."""
    job("search.follow", every=FOLLOWED_EVERY, longest=FOLLOWING_LONGEST)(follow_at)
