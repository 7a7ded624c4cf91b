"""Decisions taken as in life, on what the page shows at that moment."""

from typing import Any

from accounts.models import User
from contributions.models import Proposal
from moderation.deciding.services import (
    SeenVersion,
    accept_in_part,
    accept_proposal,
    edit_and_accept,
    refuse_proposal,
)

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
