"""Whose messages visitors read at once. The one place that says so, until moderation says more."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from contributions.models import Proposal
from territories.models import MemberRole

ACCEPTED_PROPOSALS = 3
KNOWN_FOR = timedelta(days=7)

Rule = Callable[[datetime], QuerySet[User]]


def confirmed(at: datetime) -> QuerySet[User]:
    """People with three accepted proposals and an account of seven days; and whoever holds a role
    today, because somebody answered for them.
    """
    accepted = (
        Proposal.objects.filter(author=OuterRef("pk"), state=Proposal.State.APPLIED)
        .order_by()
        .values("author")
        .annotate(count=Count("pk"))
        .values("count")
    )
    counted = Coalesce(Subquery(accepted, output_field=IntegerField()), 0)
    roles = MemberRole.objects.active(at=at).filter(user=OuterRef("pk"))
    known = Q(accepted__gte=ACCEPTED_PROPOSALS, date_joined__lte=at - KNOWN_FOR)
    return User.objects.alias(accepted=counted).filter(known | Exists(roles))


_rules: list[Rule] = [confirmed]


def register_trust(rule: Rule) -> None:
    """From now on this rule says who is trusted."""
    _rules[:] = [rule]


def trusted_people() -> QuerySet[User]:
    """Everybody whose messages visitors read, as a filter."""
    return _rules[0](timezone.now())


def is_trusted(user: User) -> bool:
    return trusted_people().filter(pk=user.pk).exists()
