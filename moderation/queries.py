"""What waits for a person, in the order it should be read."""

from datetime import datetime
from typing import cast

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from contributions.models import Proposal
from contributions.models.proposals import ProposalQuerySet
from moderation.deciding.queries import for_person
from offers.models import Membership
from territories.permissions import territories_moderated_by

ORDER = ("is_skipped", "-risk", "created_at", "pk")


def within_reach_of(user: User, *, at: datetime | None = None) -> ProposalQuerySet:
    """Open proposals of the territories a person animates, but for their own, those of people who
    keep the pages of the same structure as they do, and what they left to others: somebody else
    decides on these."""
    here = territories_moderated_by(user)
    found = Proposal.objects.open().filter(territory__in=here).exclude(author=user)
    mine = list(Membership.objects.filter(user=user).values_list("structure", flat=True))
    if mine:
        partners = Membership.objects.filter(structure__in=mine).values("user")
        found = found.exclude(on_behalf_of__in=mine).exclude(author__in=partners)
    return cast(ProposalQuerySet, for_person(found, user, at=at or timezone.now()))


def in_order(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """What was skipped last; else the riskiest first, then the oldest, which is how authors are
    told their place. Of what `within_reach_of` gives."""
    return proposals.order_by(*ORDER)


def queue_of(user: User) -> ProposalQuerySet:
    """Proposals the person may decide on, in the order in which they should."""
    return in_order(within_reach_of(user).to_decide())


def next_to(proposal: Proposal, queue: ProposalQuerySet) -> Proposal | None:
    """What to read after one that is or was in the queue; after the last, the first again."""
    others = in_order(queue.exclude(pk=proposal.pk))
    return others.filter(_after(proposal)).first() or others.first()


def previous_to(proposal: Proposal, queue: ProposalQuerySet) -> Proposal | None:
    """What stands before it; before the first, the last."""
    others = in_order(queue.exclude(pk=proposal.pk)).reverse()
    return others.exclude(_after(proposal)).first() or others.first()


def _after(proposal: Proposal) -> Q:
    """As if it had not been skipped: its place is where the reader was."""
    same = Q(risk=proposal.risk)
    return (
        Q(is_skipped=True)
        | Q(risk__lt=proposal.risk)
        | same & Q(created_at__gt=proposal.created_at)
        | same & Q(created_at=proposal.created_at, pk__gt=proposal.pk)
    )
