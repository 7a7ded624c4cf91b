"""Accepting a proposal as it was shown: its author's text goes live under their name."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contributions.applying import apply_proposal, lock_proposal
from contributions.models import Proposal
from moderation.claims.services import require_free
from moderation.deciding.quorum import agree, hold_roles, is_seconded, would_go_live
from moderation.deciding.recording import decide
from moderation.deciding.seeing import SeenVersion
from moderation.errors import ProposalInConflict
from moderation.models import Agreement, Decision
from moderation.permissions import can_decide
from moderation.telling import tell_author, tell_supporters
from territories.reach import roles_held


def accept_proposal(
    *, proposal: Proposal, moderator: User, seen: SeenVersion
) -> Decision | Agreement:
    """Publish the proposal as its author, if it is still what the moderator saw, and tell them.

    An Agreement comes back when a second person must accept too: nothing is published yet. Raises
    StaleVersion or ClosedProposal (nothing is written), ProposalInConflict (the proposal went back
    to its author), or PermissionDenied with the reason.
    """
    with transaction.atomic(), roles_held():
        locked = lock_proposal(proposal.pk)
        hold_roles(locked, moderator)
        can_decide(moderator, locked).or_raise()
        require_free(proposal=locked, by=moderator)
        answer = accept_locked(locked, moderator, seen, at=timezone.now())
    if answer is None:
        raise ProposalInConflict
    return answer


def accept_locked(
    proposal: Proposal,
    moderator: User,
    seen: SeenVersion,
    *,
    at: datetime,
    is_edited: bool = False,
    tells_author: bool = True,
) -> Decision | Agreement | None:
    """Accept a locked proposal on a permission already checked; None when it went into conflict.

    Raises StaleVersion or ClosedProposal.
    """
    before = proposal.state
    if not is_seconded(proposal, moderator, seen) and would_go_live(proposal, seen):
        return agree(proposal, moderator, seen, at=at)
    applied = apply_proposal(
        proposal=proposal,
        version=seen.version,
        preview_hash=seen.preview_hash,
        accepted_by=moderator,
        at=at,
    )
    if applied.state == Proposal.State.CONFLICT:
        return None
    decision = decide(
        proposal,
        moderator,
        Decision.Verdict.ACCEPT,
        at=at,
        state_before=before,
        is_edited=is_edited,
    )
    if tells_author:
        is_published = applied.state == Proposal.State.APPLIED
        said = {"is_published": is_published, "is_edited": is_edited}
        tell_author(proposal, "proposal_accepted", said)
    tell_supporters(proposal)
    return decision
