"""What waits for a person, in the order it should be read."""

from datetime import datetime
from typing import cast

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from contributions.models import Proposal
from contributions.models.proposals import ProposalQuerySet
from moderation.deciding.queries import for_person
from territories.permissions import territories_moderated_by

_SKIPPED = "is_skipped"
_ORDER = ("-risk", "created_at", "pk")


def open_for(user: User, *, at: datetime | None = None) -> ProposalQuerySet:
    """Open proposals, wherever they are, but for those that somebody else decides on: their own,
    those of people who keep the pages of the same structure as they do, and what they left to
    others."""
    found = for_person(Proposal.objects.open(), user, at=at or timezone.now())
    return cast(ProposalQuerySet, found)


def within_reach_of(user: User, *, at: datetime | None = None) -> ProposalQuerySet:
    """Of these, those of the territories a person animates."""
    return open_for(user, at=at).filter(territory__in=territories_moderated_by(user))


def in_order(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """What was skipped last; else the riskiest first, then the oldest, which is how authors are
    told their place. Of what `open_for` gives."""
    skipped = [_SKIPPED] if _SKIPPED in proposals.query.annotations else []
    return proposals.order_by(*skipped, *_ORDER)


def queue_of(user: User) -> ProposalQuerySet:
    """Proposals the person may decide on, in the order in which they should."""
    return in_order(within_reach_of(user).to_decide())


def next_to(proposal: Proposal, queue: ProposalQuerySet) -> Proposal | None:
    """What to read after one that is or was in the queue; after the last, the first again."""
    others = in_order(queue.exclude(pk=proposal.pk))
    return others.filter(_after(proposal, others)).first() or others.first()


def previous_to(proposal: Proposal, queue: ProposalQuerySet) -> Proposal | None:
    """What stands before it; before the first, the last."""
    others = in_order(queue.exclude(pk=proposal.pk)).reverse()
    return others.exclude(_after(proposal, others)).first() or others.first()


def _after(proposal: Proposal, queue: ProposalQuerySet) -> Q:
    """As if it had not been skipped: its place is where the reader was."""
    same = Q(risk=proposal.risk)
    skipped = Q(**{_SKIPPED: True}) if _SKIPPED in queue.query.annotations else Q()
    return (
        skipped
        | Q(risk__lt=proposal.risk)
        | same & Q(created_at__gt=proposal.created_at)
        | same & Q(created_at=proposal.created_at, pk__gt=proposal.pk)
    )
