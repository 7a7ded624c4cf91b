"""The journal's own jobs, registered when the app is ready."""

from datetime import datetime, timedelta

from journal.clock import job
from journal.models import Outbox

KEPT_FOR = timedelta(days=30)


@job("journal.purge_outbox", every=timedelta(days=1))
def purge_outbox(at: datetime) -> None:
    """Rows done or cancelled for 30 days have nothing left to tell."""
    Outbox.objects.closed_before(at - KEPT_FOR).delete()
