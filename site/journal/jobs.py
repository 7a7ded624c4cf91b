"""The journal's own jobs, registered when the app is ready."""

from datetime import datetime, timedelta

from journal.clock import job
from journal.models import Outbox
from journal.sealing.services import seal_days

KEPT_FOR = timedelta(days=30)


@job("journal.purge_outbox", every=timedelta(days=1))
def purge_outbox(at: datetime) -> None:
    """Rows done or cancelled for 30 days have nothing left to tell."""
    Outbox.objects.closed_before(at - KEPT_FOR).delete()


@job("journal.seal", every=timedelta(hours=1))
def seal(at: datetime) -> None:
    """A day is sealed in the night that follows it, or as soon as the site is up again."""
    seal_days(at=at)
