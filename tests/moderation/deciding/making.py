"""Decisions taken as in life, on what the page shows at that moment."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from contributions.models import Proposal
from journal.outbox import drain
from moderation.deciding.services import (
    SeenVersion,
    accept_in_part,
    accept_proposal,
    edit_and_accept,
    refuse_proposal,
    undo_decision,
)
from moderation.models import Decision

PAYMENT = "Payez par virement avant de venir."


def seen(proposal: Proposal) -> SeenVersion:
    proposal.refresh_from_db()
    return SeenVersion.of(proposal)


def accept(proposal: Proposal, moderator: User) -> Any:
    return accept_proposal(proposal=proposal, moderator=moderator, seen=seen(proposal))


def edit(proposal: Proposal, moderator: User, **changes: Any) -> Any:
    return edit_and_accept(
        proposal=proposal, moderator=moderator, seen=seen(proposal), changes=changes
    )


def part(proposal: Proposal, moderator: User, *paths: str, refusal: Any = None) -> Any:
    return accept_in_part(
        proposal=proposal, moderator=moderator, seen=seen(proposal), paths=paths, refusal=refusal
    )


def refuse(proposal: Proposal, moderator: User, reason: str = "outdated") -> Any:
    return refuse_proposal(
        proposal=proposal, moderator=moderator, version=proposal.version, reason=reason
    )


def undo(decision: Decision, moderator: User, *, after: int = 0) -> Proposal:
    """`after` that many seconds."""
    at = timezone.now() + timedelta(seconds=after)
    return undo_decision(decision=decision, moderator=moderator, at=at)


def later() -> None:
    """A minute after, when nothing is held any more."""
    drain(at=timezone.now() + timedelta(minutes=1))
