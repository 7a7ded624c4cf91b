"""Structures that nobody looks after: their owners left, or have not been seen for a year."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from accounts.models import User
from offers.keeping.bounds import bounds
from offers.models import Membership, Structure
from territories.permissions import territories_moderated_by


class Loneliness(StrEnum):
    LEFT = "left"
    ASLEEP = "asleep"
    NEVER = "never"


def orphans(user: User, kind: Loneliness, *, at: datetime) -> QuerySet[Structure]:
    """Live structures of the territories the person animates: those whose last owner left, those
    whose owners sleep, those that never had any."""
    mine = Structure.objects.live().filter(home_territory__in=territories_moderated_by(user))
    owners = Membership.objects.filter(
        structure=OuterRef("pk"), role=Membership.Role.OWNER, user__is_active=True
    )
    if kind == Loneliness.ASLEEP:
        awake = owners.annotate(
            seen=Coalesce(
                "user__last_seen_on", TruncDate("user__last_login"), TruncDate("user__date_joined")
            )
        ).filter(seen__gt=(at - bounds().idle_owner).date())
        return mine.filter(Exists(owners)).exclude(Exists(awake))
    known = Membership.history.filter(structure_id=OuterRef("pk"), role=Membership.Role.OWNER)
    alone = mine.exclude(Exists(owners))
    return alone.filter(Exists(known)) if kind == Loneliness.LEFT else alone.exclude(Exists(known))
