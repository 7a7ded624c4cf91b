"""Which appeals come before whom."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from moderation.models import Appeal, Decision
from offers.models import Membership
from territories.permissions import territories_moderated_by


def appeals_before(user: User) -> QuerySet[Appeal]:
    """Open appeals that `can_settle` lets the person answer, the one due first at the top."""
    decided = Decision.objects.filter(proposal=OuterRef("decision__proposal"), moderator=user)
    mine = Membership.objects.filter(user=user).values("structure")
    kept_together = Membership.objects.filter(user=OuterRef("author"), structure__in=mine)
    return (
        Appeal.objects.open()
        .within(territories_moderated_by(user))
        .exclude(author=user)
        .exclude(decided_by=user)
        .exclude(post__hidden_by=user)
        .exclude(decision__proposal__on_behalf_of__in=mine)
        .filter(~Exists(decided), ~Exists(kept_together))
        .with_subjects()
        .order_by("due_at", "pk")
    )
