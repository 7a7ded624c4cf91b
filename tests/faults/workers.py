"""Workers that died: what they held is given to another once their lease is over, for which a test
does not wait."""

from datetime import timedelta

from django.utils import timezone

from journal.models import JobRun, Outbox
from journal.outbox import LEASE
from tests.processes.making import Town

# Nothing a handler does in these tests takes so long: who holds a row since then is dead.
SILENT_FOR = timedelta(seconds=20)


def another_worker(here: Town) -> None:
    """In place of the one that was killed, as when ten minutes went by."""
    here.site.start_worker()
    here.site.wait()
    now = timezone.now()
    Outbox.objects.waiting().filter(leased_until__gt=now).update(leased_until=now)
    JobRun.objects.filter(leased_until__gt=now).update(leased_until=now)


def leases_of_the_dead_end() -> None:
    """As when ten minutes went by, for the rows of those who say nothing any more."""
    now = timezone.now()
    held = Outbox.objects.waiting().filter(leased_until__gt=now)
    held.filter(leased_until__lte=now + LEASE - SILENT_FOR).update(leased_until=now)
