"""What the clock does with proposals whose author was asked for a change and does not answer."""

from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from contributions.errors import ClosedProposal, NotNow, StaleVersion
from contributions.models import Proposal
from contributions.services import expire_proposal
from journal.clock import job
from moderation.models import Decision
from moderation.telling import tell_author

EXPIRES_AFTER = timedelta(days=30)
REMINDERS_AFTER = (timedelta(days=10), timedelta(days=23))


@job("proposals.expire", every=timedelta(days=1))
def remind_and_expire(at: datetime) -> None:
    """Two reminders, then the proposal is given up; its author keeps the text."""
    for proposal in _unanswered(before=at - EXPIRES_AFTER):
        try:
            expire_proposal(proposal=proposal, version=proposal.version, at=at)
        except (ClosedProposal, NotNow, StaleVersion):
            continue
    for rank, after in enumerate(REMINDERS_AFTER, 1):
        for proposal in _unanswered(before=at - after).select_related("author"):
            _remind(proposal, rank)


def _unanswered(*, before: datetime) -> QuerySet[Proposal]:
    """Proposals about which a change was asked before that, and nothing said since."""
    asked = Max("decisions__at", filter=Q(decisions__verdict=Decision.Verdict.ASK))
    waiting = Proposal.objects.filter(state=Proposal.State.NEEDS_CHANGES)
    return waiting.with_targets().annotate(asked_at=asked).filter(asked_at__lte=before)


def _remind(proposal: Proposal, rank: int) -> None:
    message = proposal.decisions.filter(verdict=Decision.Verdict.ASK).order_by("-at")[0].message
    tell_author(proposal, "proposal_reminder", {"message": message}, again=str(rank))
