from django.db.models import QuerySet

from accounts.kept_query import Slot
from accounts.models import User
from moderation.models import Appeal, Decision


def overturned_refusals(user: User | Slot) -> QuerySet[Decision]:
    """Refusals of this person that somebody else found wrong on appeal: what was refused waits
    again, and is for other people to decide."""
    return Decision.objects.filter(
        moderator=user,
        verdict=Decision.Verdict.REFUSE,
        appeals__state=Appeal.State.OVERTURNED,
    )
