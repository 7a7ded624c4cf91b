"""Every answer is written once, in the transaction of what it does, and announced there."""

from datetime import datetime

from accounts.models import User
from contributions.models import Proposal
from journal.audit import record
from moderation.models import Decision
from moderation.signals import proposal_decided


def decide(
    proposal: Proposal,
    moderator: User,
    verdict: str,
    *,
    at: datetime,
    state_before: str,
    reason: str = "",
    message: str = "",
    is_edited: bool = False,
) -> Decision:
    """What was answered to a locked proposal, at the version it has."""
    decision = Decision.objects.create(
        proposal=proposal,
        proposal_version=proposal.version,
        moderator=moderator,
        moderator_label=moderator.display_name,
        verdict=verdict,
        reason=reason,
        message=message,
        is_edited=is_edited,
        state_before=state_before,
        at=at,
    )
    proposal_decided.send(sender=Decision, decision=decision, proposal=proposal)
    return decision


def tell(proposal: Proposal, action: str, *, by: User | None, **data: object) -> None:
    """One audit event about a proposal that somebody decides on."""
    record(
        actor=by,
        action=action,
        subject=proposal,
        territory=proposal.territory,
        data={"version": proposal.version, **data},
    )
