"""Clock jobs that keep the index true."""

import logging
from datetime import datetime, timedelta

from django.db.models import Max

from journal.clock import job
from search.engines.current import engine
from search.indexing import reconcile_index
from search.models import SearchChange

logger = logging.getLogger(__name__)

# Whoever follows the index is never so late.
CHANGES_KEPT = timedelta(days=2)


@job("search.reconcile", every=timedelta(days=1))
def reconcile(_at: datetime) -> None:
    if mended := reconcile_index():
        logger.warning("%d offers were not indexed as they are; they are now", mended)
    engine().count_words()


@job("search.forget_changes", every=timedelta(days=1))
def forget_changes(at: datetime) -> None:
    """The last one stays: columns in memory are known to be whole by it."""
    last = SearchChange.objects.aggregate(last=Max("pk"))["last"] or 0
    SearchChange.objects.filter(at__lt=at - CHANGES_KEPT, pk__lt=last).delete()
