"""Undoing a decision while nobody was told: the proposal waits again, its page is put back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contributions.applying import lock_proposal
from contributions.models import Proposal
from contributions.reopening import reopen
from moderation.deciding.permissions import can_undo
from moderation.errors import TooLate
from moderation.models import Decision
from moderation.signals import decision_undone


@transaction.atomic
def undo_decision(*, decision: Decision, moderator: User, at: datetime | None = None) -> Proposal:
    """Take a decision back within ten seconds: notices are cancelled, the page says again what it
    said, what was closed waits as it did. The proposal comes back.

    Raises TooLate when something happened on the page or to the proposal since, or when it was
    undone already; PermissionDenied with the reason. Then nothing is written.
    """
    now = at or timezone.now()
    proposal = lock_proposal(decision.proposal_id)
    mine = Decision.objects.filter(pk=decision.pk).first()
    if mine is None:
        raise TooLate
    can_undo(moderator, mine, at=now).or_raise()
    reopen(proposal, state=mine.state_before, by=moderator, at=now)
    decision_undone.send(sender=Decision, decision=mine, proposal=proposal)
    mine.delete()
    return proposal
