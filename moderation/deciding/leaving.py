"""Leaving a proposal to others: for a day, or for good when it touches the animator."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contributions.applying import lock_proposal, require_seen
from contributions.models import Proposal
from moderation.deciding.permissions import can_leave
from moderation.deciding.recording import tell
from moderation.models import Aside
from moderation.signals import proposal_left
from territories.reach import roles_held

SKIPPED_FOR = timedelta(hours=24)


@transaction.atomic
@roles_held()
def skip_proposal(*, proposal: Proposal, moderator: User, version: int) -> Aside:
    """Leave it for later: their own queue shows it last for a day, everybody else's as before.

    Raises StaleVersion, ClosedProposal, or PermissionDenied with the reason.
    """
    locked = _locked(proposal, moderator, version)
    return _leave(locked, moderator, Aside.Kind.SKIP, at=timezone.now())


@transaction.atomic
@roles_held()
def recuse(*, proposal: Proposal, moderator: User, version: int) -> Aside:
    """Leave it to somebody else for good: they may not decide on it any more.

    Raises StaleVersion, ClosedProposal, or PermissionDenied with the reason.
    """
    locked = _locked(proposal, moderator, version)
    aside = _leave(locked, moderator, Aside.Kind.RECUSE, at=timezone.now())
    locked.agreements.filter(moderator=moderator).delete()
    tell(locked, "proposal.recused", by=moderator)
    return aside


def _locked(proposal: Proposal, moderator: User, version: int) -> Proposal:
    locked = lock_proposal(proposal.pk)
    can_leave(moderator, locked).or_raise()
    require_seen(locked, version=version)
    return locked


def _leave(proposal: Proposal, moderator: User, kind: str, *, at: datetime) -> Aside:
    """Who left it for good does not come back to it by leaving it for later."""
    aside, is_new = Aside.objects.get_or_create(
        proposal=proposal, moderator=moderator, defaults={"kind": kind, "at": at}
    )
    if not is_new and aside.kind == Aside.Kind.SKIP:
        aside.kind, aside.at = kind, at
        aside.save(update_fields=["kind", "at"])
    proposal_left.send(sender=Aside, aside=aside, proposal=proposal)
    return aside
