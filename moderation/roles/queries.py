"""Which roles a person sees: their own, those entrusted to others in their stead, and, for whoever
animates a place, those of that place and of what lies in it."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from territories.models import MemberRole, Territory
from territories.models.places import Level
from territories.permissions import (
    LOCAL_ROLES,
    is_global_administrator,
    territories_administered_by,
    territories_moderated_by,
    zones_moderated_by,
)

# How long before its end a role is said to end soon.
SOON = timedelta(days=30)


def roles_seen_by(user: User) -> QuerySet[MemberRole, MemberRole]:
    found = MemberRole.objects.select_related("user", "territory", "zone", "granted_by")
    if is_global_administrator(user):
        return found
    mine = Q(user=user) | Q(delegated_from__user=user)
    around = Q(territory__in=territories_moderated_by(user))
    return found.filter(mine | around | Q(zone__in=zones_moderated_by(user)))


def standing(roles: QuerySet[MemberRole, MemberRole], *, at: datetime) -> QuerySet[MemberRole]:
    return roles.filter(_going_on(at)).order_by("territory__path", "zone__name", "role", "pk")


def ending_soon(roles: QuerySet[MemberRole, MemberRole], *, at: datetime) -> QuerySet[MemberRole]:
    return roles.filter(_going_on(at), ends_at__lte=at + SOON).order_by("ends_at", "pk")


def past(roles: QuerySet[MemberRole, MemberRole], *, at: datetime) -> QuerySet[MemberRole]:
    return roles.exclude(_going_on(at)).order_by("-revoked_at", "-pk")


def about(roles: QuerySet[MemberRole, MemberRole], text: str) -> QuerySet[MemberRole]:
    """Those of a person or a place so named."""
    return roles.filter(
        Q(user__display_name__icontains=text)
        | Q(territory__name__icontains=text)
        | Q(zone__name__icontains=text)
    )


def places_without_animator(user: User, *, at: datetime | None = None) -> QuerySet[Territory]:
    """Departments, and their like, that the person administers and that nobody animates: what
    happens there waits for their region."""
    now = at or timezone.now()
    animated = MemberRole.objects.active(at=now).filter(
        territory=OuterRef("pk"), role__in=LOCAL_ROLES, user__is_active=True
    )
    levels = [Level.DEPARTMENT, Level.PROVINCE]
    here = Territory.objects.filter(pk__in=territories_administered_by(user), level__in=levels)
    return here.current(on=timezone.localdate(now)).filter(~Exists(animated)).order_by("path")


def account_at(address: str) -> User | None:
    """The open account that confirmed this address."""
    return User.objects.filter(
        emailaddress__email__iexact=address, emailaddress__verified=True, is_active=True
    ).first()


def _going_on(at: datetime) -> Q:
    return Q(revoked_at__isnull=True) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))
