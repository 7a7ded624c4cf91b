"""Decisions taken as in life, and some long ago."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from contributions.models import Proposal
from contributions.previews import preview
from moderation.deciding.services import SeenVersion, accept_proposal, refuse_proposal
from moderation.models import Decision
from tests.contributions.making import propose


def accept(proposal: Proposal, moderator: Any) -> Proposal:
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=moderator, seen=seen)
    proposal.refresh_from_db()
    return proposal


def refuse(proposal: Proposal, moderator: Any, message: str = "Le garage dit 5 €.") -> Proposal:
    refuse_proposal(
        proposal=proposal,
        moderator=moderator,
        version=proposal.version,
        reason=Decision.Reason.NOT_CONFIRMED,
        message=message,
    )
    proposal.refresh_from_db()
    return proposal


def answered_within(offer: Any, cast: Any, hours: list[float]) -> None:
    """A decided proposal for each of these delays, taken now."""
    for number, delay in enumerate(hours):
        proposal = propose(offer, cast.member, duration_weeks=number + 1)
        refuse(proposal, cast.animator)
        proposal.created_at = timezone.now() - timedelta(hours=delay)
        proposal.save(update_fields=["created_at"])
