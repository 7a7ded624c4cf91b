"""What the clock does with appeals that nobody answers."""

from datetime import datetime, timedelta

from journal.clock import job
from moderation.appeals.services import escalate_appeal
from moderation.models import Appeal


@job("appeals.escalate", every=timedelta(hours=1))
def escalate_late(at: datetime) -> None:
    """After a week without an answer, those above are asked too."""
    for appeal in Appeal.objects.late(at=at).filter(escalated_at__isnull=True):
        escalate_appeal(appeal=appeal, at=at)
