"""How a proposal ends: locked before its page, merged again, applied if it is what was seen."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from wagtail.models import Revision

from accounts.models import User
from contributions.actions.registry import Outcome, action_of
from contributions.errors import ClosedProposal, StaleVersion
from contributions.models import Proposal
from contributions.targets import kind_of, target_id_of
from journal.audit import record


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a proposal that was to go live: its new state, and the revision if any."""

    state: str
    revision: Revision | None = None


def lock_proposal(pk: int) -> Proposal:
    """The proposal, locked until the transaction ends: always before its page (no deadlock)."""
    return Proposal.objects.select_for_update(of=("self",)).get(pk=pk)


def require_seen(proposal: Proposal, *, version: int) -> None:
    """Raise unless the locked proposal is still open, and at the version that was read."""
    if proposal.state not in Proposal.OPEN:
        raise ClosedProposal
    if proposal.version != version:
        raise StaleVersion


def close_proposal(
    proposal: Proposal,
    *,
    state: str,
    at: datetime,
    revision: Revision | None = None,
) -> None:
    """Write the end of a locked proposal; permissions, audit and notices are the caller's."""
    proposal.state = state
    proposal.decided_at = at
    proposal.applied_revision = revision
    proposal.save(update_fields=["state", "decided_at", "applied_revision"])


@transaction.atomic
def apply_proposal(
    *, proposal: Proposal, version: int, preview_hash: str, accepted_by: User | None, at: datetime
) -> Applied:
    """Publish a locked proposal on a verdict already given, as its author, if it is what was seen.

    Locks the page, merges again. A conflict or a page that would contradict itself leaves the
    proposal open, in conflict. Raises StaleVersion or ClosedProposal; then nothing is written.
    """
    require_seen(proposal, version=version)
    kind, action = kind_of(proposal), action_of(proposal)
    standing = action.stand(proposal, kind, lock=True)
    if standing.rebased.hash != preview_hash:
        raise StaleVersion
    if standing.rebased.is_already_live:
        close_proposal(proposal, state=Proposal.State.ALREADY_DONE, at=at)
        audit(proposal, "proposal.already_done", actor=accepted_by)
        return Applied(proposal.state)
    if not standing.rebased.can_go_live:
        return _in_conflict(proposal, accepted_by)
    outcome = action.go_live(
        kind,
        standing,
        {
            "author": proposal.author,
            "accepted_by": accepted_by,
            "at": at,
            "summary": proposal.summary,
            "data": {"proposal": str(proposal.uuid), "proposal_version": version},
        },
    )
    return _close(proposal, outcome, at)


def _close(proposal: Proposal, outcome: Outcome, at: datetime) -> Applied:
    """Applied; a creation now has its page."""
    column = kind_of(proposal).column
    proposal.state, proposal.decided_at = Proposal.State.APPLIED, at
    proposal.applied_revision = outcome.revision
    setattr(proposal, column, outcome.target)
    proposal.save(update_fields=["state", "decided_at", "applied_revision", column])
    return Applied(proposal.state, outcome.revision)


def _in_conflict(proposal: Proposal, actor: User | None) -> Applied:
    proposal.state = Proposal.State.CONFLICT
    proposal.save(update_fields=["state"])
    audit(proposal, "proposal.in_conflict", actor=actor)
    return Applied(proposal.state)


def audit(proposal: Proposal, action: str, *, actor: User | None) -> None:
    """One event about a proposal, with what it asks for and how risky that is."""
    record(
        actor=actor,
        action=action,
        subject=proposal,
        territory=proposal.territory,
        data={
            "target": f"{proposal.target_kind}:{target_id_of(proposal) or 'new'}",
            "asks": proposal.action,
            "fields": sorted(proposal.changes),
            "risk": proposal.risk,
            "version": proposal.version,
        },
    )
