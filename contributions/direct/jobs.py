from datetime import datetime, timedelta

from contributions.direct.putting_back import forget_contact_changes
from journal.clock import job


@job("contributions.contact_changes", every=timedelta(days=1))
def contact_changes(at: datetime) -> None:
    forget_contact_changes(at)
