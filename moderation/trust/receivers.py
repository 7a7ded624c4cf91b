from typing import Any

from accounts.models import User
from contributions.models import Proposal
from moderation.models import Decision
from moderation.trust.reversals import note_accepted_reversal, note_reversal
from moderation.trust.services import recount


def remember_reversal(
    sender: type[Any],
    target_kind: str,
    target: Any,
    verb: str,
    of: int,
    made: int | None,
    by: User,
    **kwargs: Any,
) -> None:
    note_reversal(target_kind=target_kind, target=target, verb=verb, of=of, made=made, by=by)


def remember_accepted_reversal(
    sender: type[Proposal],
    instance: Proposal,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """When it goes live only: nothing is asked of the database for any other act."""
    goes_live = update_fields is not None and "applied_revision" in update_fields
    if goes_live and instance.action == Proposal.Action.REVERT:
        note_accepted_reversal(instance)


def count_what_was_overturned(sender: type[Any], decision: Decision | None, **kwargs: Any) -> None:
    """A refusal found wrong counts against its author no more, at once."""
    proposal = decision.proposal if decision is not None else None
    if proposal is not None and proposal.author is not None:
        recount(user=proposal.author, territory=proposal.territory)


def count_what_was_undone(sender: type[Any], proposal: Proposal, **kwargs: Any) -> None:
    """What was decided a moment ago and taken back counts for nothing."""
    if proposal.author is not None:
        recount(user=proposal.author, territory=proposal.territory)
