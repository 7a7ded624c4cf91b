"""Which appeals come before whom."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from moderation.models import Appeal, Decision
from offers.models import Membership
from territories.permissions import (
    is_global_administrator,
    territories_administered_by,
    territories_moderated_by,
)


def appeals_before(user: User) -> QuerySet[Appeal]:
    """Open appeals that `can_settle` lets the person answer, the one due first at the top."""
    decided = Decision.objects.filter(proposal=OuterRef("decision__proposal"), moderator=user)
    judged = Appeal.objects.filter(protection=OuterRef("protection"), settled_by=user)
    mine = Membership.objects.filter(user=user).values("structure")
    kept_together = Membership.objects.filter(user=OuterRef("author"), structure__in=mine)
    return (
        Appeal.objects.open()
        .filter(_of_the_level(user))
        .exclude(author=user)
        .exclude(decided_by=user)
        .exclude(post__hidden_by=user)
        .exclude(decision__proposal__on_behalf_of__in=mine)
        .exclude(protection__offer__structure__in=mine)
        .exclude(protection__structure__in=mine)
        .filter(~Exists(decided), ~Exists(judged), ~Exists(kept_together))
        .with_subjects()
        .order_by("due_at", "pk")
    )


def _of_the_level(user: User) -> Q:
    """As `holds_the_level` says it of one."""
    level = Appeal.AnsweredBy
    held = Q(answered_by=level.ANIMATOR, territory__in=territories_moderated_by(user))
    held |= Q(answered_by=level.ADMINISTRATOR, territory__in=territories_administered_by(user))
    if is_global_administrator(user):
        held |= Q(answered_by=level.GLOBAL_ADMIN)
    return held
