from typing import Any

from accounts.models import User
from contributions.models import Proposal
from moderation.trust.reversals import note_accepted_reversal, note_reversal


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


def remember_accepted_reversal(sender: type[Proposal], instance: Proposal, **kwargs: Any) -> None:
    """Of what goes live only: nothing is asked of the database for any other act."""
    if instance.action == Proposal.Action.REVERT and instance.state == Proposal.State.APPLIED:
        note_accepted_reversal(instance)
