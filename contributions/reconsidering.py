"""A refused proposal waits again, someone else having found the refusal wrong."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from contributions.applying import audit, lock_proposal
from contributions.due import set_due
from contributions.keeping import keep_version
from contributions.models import Proposal
from contributions.settling import settle
from contributions.signals import proposal_opened

_WRITTEN = ["state", "decided_at", "version", "due_at", "escalates_at", "escalated_to"]


@transaction.atomic
def reconsider(*, proposal: Proposal, by: User, at: datetime) -> bool:
    """Open a refused proposal again as its next version, word for word and as supported as it was,
    looked at on the page as it is now.

    False, and nothing is written, when it is not refused any more, or when its author already
    proposed the same anew.
    """
    locked = lock_proposal(proposal.pk)
    if locked.state != Proposal.State.REJECTED:
        return False
    was = locked.version
    locked.state, locked.decided_at = Proposal.State.PENDING, None
    locked.version += 1
    set_due(locked, at=at)
    try:
        with transaction.atomic():
            locked.save(update_fields=_WRITTEN)
    except IntegrityError:
        return False
    keep_version(locked)
    locked.supports.filter(proposal_version=was).update(proposal_version=locked.version)
    audit(locked, "proposal.reconsidered", actor=by)
    settled = settle(locked.pk)
    if settled.state in Proposal.TO_DECIDE:
        proposal_opened.send(sender=Proposal, proposal=settled)
    return True
