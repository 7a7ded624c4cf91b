from datetime import datetime, timedelta

from contributions.drafts.services import purge_drafts
from journal.clock import job


@job("drafts.purge", every=timedelta(days=1))
def purge(at: datetime) -> None:
    """Drafts are kept for thirty days after their last change."""
    purge_drafts(at)
