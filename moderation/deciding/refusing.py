"""Refusing a proposal, and handing it back to its author: both say why."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.applying import close_proposal, lock_proposal, require_seen
from contributions.errors import NotNow
from contributions.models import Proposal
from contributions.states import Verb, next_state
from moderation.claims.services import require_free
from moderation.deciding.answers import Refusal, needed
from moderation.deciding.recording import decide, tell
from moderation.models import Decision
from moderation.permissions import can_ask_for_change, can_decide
from moderation.telling import tell_author, tell_supporters
from territories.reach import roles_held


@transaction.atomic
@roles_held()
def refuse_proposal(
    *, proposal: Proposal, moderator: User, version: int, reason: str, message: str = ""
) -> Decision:
    """Close the proposal and tell its author why.

    Raises MissingReason, StaleVersion or ClosedProposal, or PermissionDenied; then nothing is
    written.
    """
    locked = lock_proposal(proposal.pk)
    can_decide(moderator, locked).or_raise()
    require_free(proposal=locked, by=moderator)
    refusal = Refusal(reason, message).checked()
    require_seen(locked, version=version)
    return refuse_locked(locked, moderator, refusal, at=timezone.now())


def refuse_locked(
    proposal: Proposal,
    moderator: User,
    refusal: Refusal,
    *,
    at: datetime,
    tells_author: bool = True,
) -> Decision:
    """Refuse a locked open proposal, for a checked reason, on a permission already checked."""
    before = proposal.state
    close_proposal(proposal, verb=Verb.REFUSE, at=at)
    decision = decide(
        proposal,
        moderator,
        Decision.Verdict.REFUSE,
        at=at,
        state_before=before,
        reason=refusal.reason,
        message=refusal.message,
    )
    tell(proposal, "proposal.refused", by=moderator, reason=refusal.reason)
    if tells_author:
        said = {"reason": refusal.reason, "message": refusal.message}
        tell_author(proposal, "proposal_refused", said)
    tell_supporters(proposal)
    return decision


@transaction.atomic
@roles_held()
def ask_for_change(*, proposal: Proposal, moderator: User, version: int, message: str) -> Decision:
    """Hand the proposal back to its author, who reads what to change. Their next version waits
    again; without an answer it expires.

    Raises MissingReason, StaleVersion, ClosedProposal, NotNow (this version was asked to change
    already), or PermissionDenied; then nothing is written.
    """
    locked = lock_proposal(proposal.pk)
    can_ask_for_change(moderator, locked).or_raise()
    require_free(proposal=locked, by=moderator)
    text = needed(message, otherwise=_("Say in a few words what the author should change."))
    require_seen(locked, version=version)
    if locked.decisions.filter(verdict=Decision.Verdict.ASK, proposal_version=version).exists():
        raise NotNow
    before = locked.state
    locked.state = next_state(locked.state, Verb.ASK_FOR_CHANGE)
    locked.save(update_fields=["state"])
    decision = decide(
        locked,
        moderator,
        Decision.Verdict.ASK,
        at=timezone.now(),
        state_before=before,
        message=text,
    )
    tell(locked, "proposal.change_asked", by=moderator)
    tell_author(locked, "proposal_change_asked", {"message": text})
    return decision
