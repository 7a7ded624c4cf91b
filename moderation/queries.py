"""What waits for a person, in the order it should be read."""

from django.db.models import Q

from accounts.models import User
from contributions.models import Proposal
from contributions.models.proposals import ProposalQuerySet
from offers.models import Membership
from territories.permissions import territories_moderated_by

# What an animator decides on; the rest of what is open waits for its author.
TO_DECIDE = (Proposal.State.PENDING, Proposal.State.CONFLICT)


def within_reach_of(user: User) -> ProposalQuerySet:
    """Open proposals of the territories a person animates, but for their own and those of people
    who keep the pages of the same structure as they do: somebody else decides on these."""
    here = territories_moderated_by(user)
    found = Proposal.objects.open().filter(territory__in=here).exclude(author=user)
    mine = list(Membership.objects.filter(user=user).values_list("structure", flat=True))
    if not mine:
        return found
    partners = Membership.objects.filter(structure__in=mine).values("user")
    return found.exclude(on_behalf_of__in=mine).exclude(author__in=partners)


def in_order(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """The riskiest first, then the oldest: the order in which authors are told their place."""
    return proposals.order_by("-risk", "created_at", "pk")


def queue_of(user: User) -> ProposalQuerySet:
    """Open proposals the person may decide on by place: the riskiest first, then the oldest."""
    return in_order(within_reach_of(user).filter(state__in=TO_DECIDE).with_targets())


def next_to(proposal: Proposal, queue: ProposalQuerySet) -> Proposal | None:
    """What to read after one that is or was in the queue; after the last, the first again."""
    others = in_order(queue.exclude(pk=proposal.pk))
    return others.filter(_after(proposal)).first() or others.first()


def previous_to(proposal: Proposal, queue: ProposalQuerySet) -> Proposal | None:
    """What stands before it; before the first, the last."""
    others = in_order(queue.exclude(pk=proposal.pk)).reverse()
    return others.exclude(_after(proposal)).first() or others.first()


def _after(proposal: Proposal) -> Q:
    same = Q(risk=proposal.risk)
    return (
        Q(risk__lt=proposal.risk)
        | same & Q(created_at__gt=proposal.created_at)
        | same & Q(created_at=proposal.created_at, pk__gt=proposal.pk)
    )
