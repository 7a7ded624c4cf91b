"""How a proposal ends: locked before its page, merged again, applied if it is what was seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Revision

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from contributions.actions.registry import Outcome, Standing, action_of
from contributions.errors import ClosedProposal, StaleVersion
from contributions.gate import Act, may_begin
from contributions.gate import Verb as Doing
from contributions.models import Proposal
from contributions.signals import proposal_clashed
from contributions.states import Verb, next_state
from contributions.targets import kind_of, target_id_of
from contributions.waiting import settle_later
from journal.audit import record
from offers.saying import Saying


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a proposal that was to go live: its new state, and the revision if any."""

    state: str
    revision: Revision | None = None


def lock_proposal(pk: int) -> Proposal:
    """The proposal, locked until the transaction ends: always before its page (no deadlock).

    Nothing is joined that may change: see `offers.publishing.lock_offer`.
    """
    return _locked.get(pk=pk)


@KeptQuery
def _locked(slot: type[Slot]) -> QuerySet[Proposal]:
    return Proposal.objects.select_for_update(of=("self",)).filter(pk=slot("pk"))


def require_seen(proposal: Proposal, *, version: int) -> None:
    """Raise unless the locked proposal is still open, and at the version that was read."""
    if proposal.state not in Proposal.OPEN:
        raise ClosedProposal
    if proposal.version != version:
        raise StaleVersion


def close_proposal(proposal: Proposal, *, verb: Verb, at: datetime) -> None:
    """Write the end of a locked proposal; permissions, audit and notices are the caller's.

    Raises ClosedProposal when it had one, NotNow when the verb does not apply.
    """
    proposal.state = next_state(proposal.state, verb)
    proposal.decided_at = at
    proposal.save(update_fields=["state", "decided_at"])


@transaction.atomic
def apply_proposal(
    *, proposal: Proposal, version: int, preview_hash: str, accepted_by: User | None, at: datetime
) -> Applied:
    """Publish a locked proposal on a verdict already given, as its author, if it is what was seen.

    Locks the page, merges again. A conflict or a page that would contradict itself leaves the
    proposal open, in conflict. Raises StaleVersion, ClosedProposal, or BarredAct when the page is
    protected against this person; then nothing is written.
    """
    require_seen(proposal, version=version)
    kind, action = kind_of(proposal), action_of(proposal)
    standing = action.stand(proposal, kind, lock=True)
    if standing.rebased.hash != preview_hash:
        raise StaleVersion
    if standing.rebased.is_already_live:
        close_proposal(proposal, verb=Verb.FIND_DONE, at=at)
        audit(proposal, "proposal.already_done", actor=accepted_by)
        return Applied(proposal.state)
    if not standing.rebased.can_go_live:
        put_in_conflict(proposal, actor=accepted_by)
        return Applied(proposal.state)
    for act in _acts(proposal, standing, accepted_by):
        may_begin(act).or_raise()
    said: Saying = {
        "author": proposal.author,
        "accepted_by": accepted_by,
        "at": at,
        "summary": proposal.summary,
        "data": {"proposal": str(proposal.uuid), "proposal_version": version},
    }
    # Closed first, so that it is not among what waits on the page when the page moves.
    if proposal.action != Proposal.Action.CREATE:
        close_proposal(proposal, verb=Verb.APPLY, at=at)
    outcome = action.go_live(kind, standing, said)
    return _applied(proposal, outcome, at)


def _acts(proposal: Proposal, standing: Standing, accepted_by: User | None) -> Iterator[Act]:
    """One for each page that would change: a merge is also about the page that stays."""
    touched = frozenset(standing.rebased.touched)
    fields = touched if proposal.action in Proposal.OF_FIELDS else frozenset()
    if standing.target is not None:
        yield Act(Doing.ACCEPT, accepted_by, proposal.territory, standing.target, fields)
    if proposal.action == Proposal.Action.MERGE:
        yield Act(Doing.ACCEPT, accepted_by, proposal.territory, standing.beside, touched)


def _applied(proposal: Proposal, outcome: Outcome, at: datetime) -> Applied:
    """A creation now has its page. What else waits on the page is looked at again."""
    column = kind_of(proposal).column
    written = ["applied_revision", column]
    if proposal.action == Proposal.Action.CREATE:
        proposal.state, proposal.decided_at = next_state(proposal.state, Verb.APPLY), at
        written += ["state", "decided_at"]
    proposal.applied_revision = outcome.revision
    setattr(proposal, column, outcome.target)
    proposal.save(update_fields=written)
    if column != Proposal.Target.OFFER:  # offers announce their moves themselves
        moved = [page.pk for page in (outcome.target, outcome.other) if page is not None]
        settle_later(column, moved, is_merge=proposal.action == Proposal.Action.MERGE)
    return Applied(proposal.state, outcome.revision)


def put_in_conflict(proposal: Proposal, *, actor: User | None) -> None:
    """The page of a locked proposal moved under it: its author is told, by whoever listens."""
    if proposal.state == Proposal.State.CONFLICT:
        return
    proposal.state = next_state(proposal.state, Verb.CLASH)
    proposal.save(update_fields=["state"])
    audit(proposal, "proposal.in_conflict", actor=actor)
    proposal_clashed.send(sender=Proposal, proposal=proposal)


def audit(proposal: Proposal, action: str, *, actor: User | None, **codes: Any) -> None:
    """One event about a proposal, with what it asks for and how risky that is, and more codes."""
    record(
        actor=actor,
        action=action,
        subject=proposal,
        territory=proposal.territory,
        data={
            "proposal": str(proposal.uuid),
            "target": f"{proposal.target_kind}:{target_id_of(proposal) or 'new'}",
            "asks": proposal.action,
            "fields": sorted(proposal.changes),
            "risk": proposal.risk,
            "version": proposal.version,
            **codes,
        },
    )
