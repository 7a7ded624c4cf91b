"""A decided proposal waits again, as if nobody had decided: whoever decided took it back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from contributions.applying import audit
from contributions.errors import MovedOn
from contributions.keeping import keep_version, reassess, save_once
from contributions.models import Proposal, ProposalVersion, Support
from contributions.rebasing import content_hash
from contributions.reporting.settling import unsettle_with
from contributions.taking_back import take_back

State = Proposal.State


def reopen(proposal: Proposal, *, state: str, by: User, at: datetime) -> None:
    """Put a locked proposal back into the state it had, what it published and the reports it
    answered as well. Permission and notices are the caller's.

    Raises MovedOn when the page moved on since, this act has no way back, or its author asked for
    the same again meanwhile.
    """
    ended, decided_at = proposal.state, proposal.decided_at
    if ended == State.APPLIED:
        take_back(proposal, by=by, at=at)
    if ended == State.JOINED and decided_at is not None:
        _leave(proposal, since=decided_at)
    proposal.state, proposal.decided_at = state, None
    proposal.joined_to = proposal.applied_revision = None
    if proposal.action == Proposal.Action.CREATE:
        proposal.offer = proposal.structure = proposal.expression = None
    try:
        with transaction.atomic():
            proposal.save()
            if decided_at is not None:
                unsettle_with(proposal, closed_at=decided_at, at=at)
    except IntegrityError:
        # The same waits already: from the same person or source, or as a new report.
        raise MovedOn from None
    audit(proposal, "proposal.reopened", actor=by, was=ended)


def _leave(proposal: Proposal, *, since: datetime) -> None:
    """Who came to support the other proposal by the joining does so no more."""
    Support.objects.filter(proposal=proposal.joined_to, at=since).delete()


def say_again(proposal: Proposal, version: ProposalVersion) -> None:
    """Make an earlier version of a locked open proposal its next one, word for word."""
    was = proposal.version
    proposal.changes, proposal.base_snapshot = version.changes, version.base_snapshot
    proposal.base_hash = content_hash(version.base_snapshot)
    proposal.summary, proposal.sources = version.summary, version.sources
    proposal.version += 1
    reassess(proposal)
    save_once(proposal)
    keep_version(proposal)
    proposal.supports.filter(proposal_version=was).update(proposal_version=proposal.version)


def give_back(part: Proposal, whole: Proposal, *, by: User, at: datetime) -> None:
    """Make a part, reopened, one again with the locked open proposal it was taken from.

    Raises MovedOn when that one says something else since.
    """
    taken_at = part.versions.earliest("number").at
    if whole.state not in Proposal.OPEN or whole.versions.filter(at__gte=taken_at).count() != 1:
        raise MovedOn
    part.state, part.decided_at, part.joined_to = State.JOINED, at, whole
    part.save(update_fields=["state", "decided_at", "joined_to"])
    audit(part, "proposal.joined", actor=by, to=str(whole.uuid))
    say_again(whole, whole.versions.get(number=whole.version - 1))
