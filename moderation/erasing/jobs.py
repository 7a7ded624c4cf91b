"""What the clock does: erase what two people decided, once it was hidden for seven days."""

import logging
from datetime import datetime, timedelta

from journal.clock import job
from moderation.erasing.errors import CannotTakeAway
from moderation.erasing.redacting import redact
from moderation.models import Redaction

logger = logging.getLogger(__name__)


@job("redactions.carry_out", every=timedelta(hours=1))
def carry_out(at: datetime) -> None:
    """One that fails keeps no other waiting, and is tried again at the next hour."""
    for redaction in Redaction.objects.due(at=at).select_related("hiding__territory"):
        try:
            redact(redaction=redaction, at=at)
        except CannotTakeAway as problem:
            # Its name only: a message could quote.
            logger.warning("erasure %d was not done: %s", redaction.pk, type(problem).__name__)
