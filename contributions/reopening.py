"""A closed proposal waits again, as if nobody had decided: an animator undid their decision."""

from datetime import datetime

from accounts.models import User
from contributions.applying import audit
from contributions.models import Proposal


def reopen(proposal: Proposal, *, state: str, by: User, at: datetime) -> None:
    """Put a locked proposal back into the state it had, and what it published back as it was.

    Raises CannotReopen when the page moved on since, or when this act has no way back.
    """
    proposal.state, proposal.decided_at, proposal.joined_to = state, None, None
    proposal.save(update_fields=["state", "decided_at", "joined_to"])
    audit(proposal, "proposal.reopened", actor=by)
