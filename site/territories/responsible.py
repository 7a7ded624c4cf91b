"""Which territory answers for a place, so that nothing waits where nobody is."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from territories.models import MemberRole, Territory
from territories.permissions import LOCAL_ROLES


def responsible_territory(territory: Territory, *, at: datetime | None = None) -> Territory:
    """The nearest territory, from this one upwards, that somebody animates; else the country.

    A commune whose zone is animated answers for itself: the zone's animators decide there.
    One query, whatever the depth.
    """
    here = Q(territory=OuterRef("pk")) | Q(zone__communes=OuterRef("pk"))
    roles = MemberRole.objects.active(at=at or timezone.now())
    animated = roles.filter(here, role__in=LOCAL_ROLES, user__is_active=True)
    chain = Territory.objects.filter(path__in=[*territory.ancestor_paths(), territory.path])
    return chain.filter(Exists(animated) | Q(parent__isnull=True)).order_by("-path")[0]


def animators_of(territory: Territory, *, at: datetime | None = None) -> QuerySet[User]:
    """Who animates the territory that answers for this one; where nobody does, those who
    administer the whole site."""
    roles = MemberRole.objects.active(at=at or timezone.now())
    answering = responsible_territory(territory, at=at)
    here = Q(territory=answering) | Q(zone__communes=answering)
    local = roles.filter(here, role__in=LOCAL_ROLES, user__is_active=True)
    found = local if local.exists() else roles.filter(role=MemberRole.Role.GLOBAL_ADMIN)
    return User.objects.filter(pk__in=found.values("user"), is_active=True)
