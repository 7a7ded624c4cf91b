from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.applying import (
    apply_proposal,
    close_proposal,
    lock_proposal,
    require_seen,
)
from contributions.errors import NotNow
from contributions.models import Proposal
from contributions.states import Verb, next_state
from journal.audit import record
from moderation.errors import MissingReason, MissingVersion, ProposalInConflict
from moderation.models import Decision
from moderation.permissions import can_ask_for_change, can_decide
from moderation.telling import tell_author, tell_supporters

LONGEST_MESSAGE = 1000


@dataclass(frozen=True, slots=True)
class SeenVersion:
    """What the moderator had before their eyes: a version, and what it would publish."""

    version: int
    preview_hash: str = ""

    @classmethod
    def from_post(cls, data: Mapping[str, Any]) -> Self:
        """Raises MissingVersion when the form does not say which version was read."""
        try:
            return cls(int(data["version"]), str(data.get("preview_hash", "")))
        except (KeyError, ValueError):
            raise MissingVersion from None


def accept_proposal(*, proposal: Proposal, moderator: User, seen: SeenVersion) -> Decision:
    """Publish the proposal as its author, if it is still what the moderator saw, and tell them.

    Raises StaleVersion or ClosedProposal (nothing is written), ProposalInConflict (the proposal
    went back to its author), or PermissionDenied with the reason.
    """
    decision = _accept(proposal=proposal, moderator=moderator, seen=seen)
    if decision is None:
        raise ProposalInConflict
    return decision


@transaction.atomic
def _accept(*, proposal: Proposal, moderator: User, seen: SeenVersion) -> Decision | None:
    locked = lock_proposal(proposal.pk)
    can_decide(moderator, locked).or_raise()
    now = timezone.now()
    applied = apply_proposal(
        proposal=locked,
        version=seen.version,
        preview_hash=seen.preview_hash,
        accepted_by=moderator,
        at=now,
    )
    if applied.state == Proposal.State.CONFLICT:
        return None
    decision = _decide(locked, moderator, Decision.Verdict.ACCEPT, at=now)
    tell_author(
        locked, "proposal_accepted", {"is_published": applied.state == Proposal.State.APPLIED}
    )
    tell_supporters(locked)
    return decision


@transaction.atomic
def refuse_proposal(
    *, proposal: Proposal, moderator: User, version: int, reason: str, message: str = ""
) -> Decision:
    """Close the proposal and tell its author why.

    Raises MissingReason, StaleVersion or ClosedProposal, or PermissionDenied; then nothing is
    written.
    """
    locked = lock_proposal(proposal.pk)
    can_decide(moderator, locked).or_raise()
    text = _required(reason, message)
    require_seen(locked, version=version)
    now = timezone.now()
    close_proposal(locked, verb=Verb.REFUSE, at=now)
    decision = _decide(
        locked, moderator, Decision.Verdict.REFUSE, reason=reason, message=text, at=now
    )
    record(
        actor=moderator,
        action="proposal.refused",
        subject=locked,
        territory=locked.territory,
        data={"reason": reason, "version": version},
    )
    tell_author(locked, "proposal_refused", {"reason": reason, "message": text})
    tell_supporters(locked)
    return decision


@transaction.atomic
def ask_for_change(*, proposal: Proposal, moderator: User, version: int, message: str) -> Decision:
    """Hand the proposal back to its author, who reads what to change. Their next version waits
    again; without an answer it expires.

    Raises MissingReason, StaleVersion, ClosedProposal, NotNow (this version was asked to change
    already), or PermissionDenied; then nothing is written.
    """
    locked = lock_proposal(proposal.pk)
    can_ask_for_change(moderator, locked).or_raise()
    text = _readable(message)
    if not text:
        raise MissingReason(_("Say in a few words what the author should change."))
    require_seen(locked, version=version)
    if locked.decisions.filter(verdict=Decision.Verdict.ASK, proposal_version=version).exists():
        raise NotNow
    locked.state = next_state(locked.state, Verb.ASK_FOR_CHANGE)
    locked.save(update_fields=["state"])
    decision = _decide(locked, moderator, Decision.Verdict.ASK, message=text, at=timezone.now())
    record(
        actor=moderator,
        action="proposal.change_asked",
        subject=locked,
        territory=locked.territory,
        data={"version": version},
    )
    tell_author(locked, "proposal_change_asked", {"message": text})
    return decision


def _decide(
    proposal: Proposal,
    moderator: User,
    verdict: str,
    *,
    at: datetime,
    reason: str = "",
    message: str = "",
) -> Decision:
    """What was answered to a locked proposal, at the version it has."""
    return Decision.objects.create(
        proposal=proposal,
        proposal_version=proposal.version,
        moderator=moderator,
        moderator_label=moderator.display_name,
        verdict=verdict,
        reason=reason,
        message=message,
        at=at,
    )


def _required(reason: str, message: str) -> str:
    """The message, once the reason is one of ours and says enough."""
    text = _readable(message)
    if reason not in Decision.Reason.values:
        raise MissingReason(_("Choose the reason that the author will read."))
    if reason == Decision.Reason.OTHER and not text:
        raise MissingReason(_("Explain this other reason in a few words."))
    return text


def _readable(message: str) -> str:
    """Clean, and not too long to be read. Raises MissingReason."""
    text = message.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > LONGEST_MESSAGE:
        limit = _("Write at most %(most)d characters: there are %(count)d now.")
        raise MissingReason(limit % {"most": LONGEST_MESSAGE, "count": len(text)})
    return text
