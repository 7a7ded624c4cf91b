from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from journal.lasting import holds_until, is_noted
from moderation.models import Trust
from territories.models import MemberRole


def heard_by_all(at: datetime) -> QuerySet[User]:
    """Whose messages visitors read: people confirmed in some territory, and whoever holds a role
    today, because somebody answered for them."""
    if is_noted() and (moment := MemberRole.objects.next_turn(at=at)):
        holds_until(moment)
    confirmed = Trust.objects.filter(user=OuterRef("pk")).at_least(Trust.Level.CONFIRMED)
    roles = MemberRole.objects.active(at=at).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(confirmed) | Exists(roles))
