"""Who is trusted, as a filter: whose messages visitors read at once."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from moderation.models import Trust
from territories.models import MemberRole


def confirmed_somewhere(at: datetime) -> QuerySet[User]:
    """Confirmed in a territory at least, or holding a role today: somebody answered for them."""
    trust = Trust.objects.at_least(Trust.Level.CONFIRMED).filter(user=OuterRef("pk"))
    roles = MemberRole.objects.active(at=at).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(trust) | Exists(roles))
