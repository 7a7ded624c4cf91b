"""What waits for a person, in the order it should be read."""

from uuid import UUID

from accounts.models import User
from contributions.models import Proposal
from contributions.models.proposals import ProposalQuerySet
from territories.permissions import territories_moderated_by


def queue_of(user: User) -> ProposalQuerySet:
    """Open proposals the person may decide on by place: the riskiest first, then the oldest."""
    return (
        Proposal.objects.filter(
            state__in=[Proposal.State.PENDING, Proposal.State.CONFLICT],
            territory__in=territories_moderated_by(user),
        )
        .exclude(author=user)
        .order_by("-risk", "created_at", "pk")
    )


def next_after(proposal: Proposal, user: User) -> UUID | None:
    """What to read once this one is decided: its uuid."""
    return queue_of(user).exclude(pk=proposal.pk).values_list("uuid", flat=True).first()
