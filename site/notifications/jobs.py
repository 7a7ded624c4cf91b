"""The clock's jobs of this app, registered when it is ready."""

from datetime import datetime, timedelta

from journal.clock import job
from notifications.digests import write_digests
from notifications.models import Digest, Happening, Watch

# A feed reader that comes once a quarter misses nothing; after that, the history of the page tells.
KEPT_FOR = timedelta(days=92)


@job("notifications.digests", every=timedelta(minutes=15))
def digests(at: datetime) -> None:
    write_digests(at=at)


@job("notifications.purge", every=timedelta(days=1))
def purge(at: datetime) -> None:
    """Watches that are over, and what happened so long ago that nobody is to be told of it."""
    Watch.objects.filter(expires_at__lte=at).delete()
    Happening.objects.filter(at__lt=at - KEPT_FOR).delete()
    Digest.objects.filter(created_at__lt=at - KEPT_FOR).delete()
