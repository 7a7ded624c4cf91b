"""Bringing a proposal to the territory above: an animator asks, or the clock does."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.applying import lock_proposal, require_seen
from contributions.due import answered_within
from contributions.errors import NotNow
from contributions.models import Proposal
from moderation.deciding.answers import needed
from moderation.deciding.permissions import can_escalate, territory_above
from moderation.deciding.recording import tell
from moderation.deciding.telling import tell_those_above
from moderation.models import Escalation
from moderation.signals import proposal_escalated
from territories.reach import roles_held


@transaction.atomic
@roles_held()
def escalate_proposal(
    *, proposal: Proposal, moderator: User, version: int, message: str
) -> Escalation:
    """Ask those above to decide, and say why; whoever may decide still may.

    Raises MissingReason, StaleVersion, ClosedProposal, NotNow (its author is to answer first), or
    PermissionDenied with the reason; then nothing is written.
    """
    locked = lock_proposal(proposal.pk)
    can_escalate(moderator, locked).or_raise()
    text = needed(message, otherwise=_("Say in a few words why you pass it on."))
    require_seen(locked, version=version)
    if locked.state not in Proposal.TO_DECIDE:
        raise NotNow
    escalation = bring_up(locked, at=timezone.now(), by=moderator, message=text)
    if escalation is None:
        raise NotNow
    tell_those_above(locked, escalation)
    return escalation


def bring_up(
    proposal: Proposal,
    *,
    at: datetime,
    by: User | None = None,
    message: str = "",
) -> Escalation | None:
    """Give a locked proposal to the next territory above; None when there is none, and then the
    clock does not ask again."""
    above = territory_above(proposal, at=at)
    proposal.escalates_at = None if above is None else at + answered_within(proposal)
    if above is None:
        proposal.save(update_fields=["escalates_at"])
        return None
    proposal.escalated_to = above
    proposal.save(update_fields=["escalated_to", "escalates_at"])
    escalation = Escalation.objects.create(
        proposal=proposal,
        to=above,
        by=by,
        by_label="" if by is None else by.display_name,
        message=message,
        is_late=by is None,
        at=at,
    )
    tell(proposal, "proposal.escalated", by=by, to=above.uid, is_late=by is None)
    proposal_escalated.send(sender=Escalation, escalation=escalation, proposal=proposal)
    return escalation
