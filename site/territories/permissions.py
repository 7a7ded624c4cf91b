"""Who may act where. MemberRole decides, guardian's mirror must agree: either one denies."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import get_objects_for_user

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from territories.models import MemberRole, Territory, Zone
from territories.models.mirror import group_name

PlaceT = TypeVar("PlaceT", Territory, Zone)

Role = MemberRole.Role

MODERATORS = (Role.ANIMATOR, Role.TERRITORY_ADMIN, Role.GLOBAL_ADMIN)
ADMINISTRATORS = (Role.TERRITORY_ADMIN, Role.GLOBAL_ADMIN)
LOCAL_ROLES = (Role.ANIMATOR, Role.TERRITORY_ADMIN)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody's roles let them act: within these territories, and within these zones."""

    territories: tuple[Territory, ...] = ()
    zones: tuple[Zone, ...] = ()

    def holds(self, territory: Territory) -> bool:
        return any(root.contains(territory) for root in self.territories) or (
            bool(self.zones) and territory.zones.filter(pk__in=self._zone_ids()).exists()
        )

    def holds_zone(self, zone: Zone) -> bool:
        """The zone itself, or one that lies whole within a single territory of theirs."""
        return zone in self.zones or any(
            not zone.communes.exclude(path__startswith=root.path).exists()
            for root in self.territories
        )

    def everything(self) -> QuerySet[Territory]:
        if not (self.territories or self.zones):
            return Territory.objects.none()
        inside = Q(pk__in=Territory.objects.filter(zones__in=self._zone_ids()).values("pk"))
        for root in self.territories:
            inside |= Q(path__startswith=root.path)
        return Territory.objects.filter(inside)

    def _zone_ids(self) -> list[int]:
        return [zone.pk for zone in self.zones]


def moderates(
    user: User | AnonymousUser, territory: Territory, *, at: datetime | None = None
) -> Verdict:
    """An animator decides in the territory they were named for and in all it holds, until their
    role ends; so do administrators, and a zone's animators in its communes. Nobody else does,
    superusers included."""
    if not (user.is_authenticated and user.is_active):
        return Denied(_("Sign in with an animator's account to decide here."))
    if _reach(user, MODERATORS, "moderate", at=at).holds(territory):
        return Allowed()
    return Denied(_("This is outside the territories you animate."))


def administers(
    user: User | AnonymousUser, territory: Territory, *, at: datetime | None = None
) -> Verdict:
    """An administrator acts in the territory they were named for and in all it holds."""
    if not (user.is_authenticated and user.is_active):
        return Denied(_("Sign in with an administrator's account to do this."))
    if _reach(user, ADMINISTRATORS, "administer", at=at).holds(territory):
        return Allowed()
    return Denied(_("This is outside the territories you administer."))


def territories_administered_by(
    user: User | AnonymousUser, *, at: datetime | None = None
) -> QuerySet[Territory]:
    """Every territory where `administers` allows them, as a filter for lists."""
    if not (user.is_authenticated and user.is_active):
        return Territory.objects.none()
    return _reach(user, ADMINISTRATORS, "administer", at=at).everything()


def territories_moderated_by(
    user: User | AnonymousUser, *, at: datetime | None = None
) -> QuerySet[Territory]:
    """Every territory where `moderates` allows them, as a filter for lists."""
    if not (user.is_authenticated and user.is_active):
        return Territory.objects.none()
    return _reach(user, MODERATORS, "moderate", at=at).everything()


def can_grant_role(
    granter: User,
    *,
    user: User,
    role: str,
    territory: Territory | None = None,
    zone: Zone | None = None,
    at: datetime | None = None,
) -> Verdict:
    """A global administrator gives any role. A territory administrator names animators and
    administrators inside their own territory. Nobody gives themselves a role."""
    if granter.pk == user.pk:
        return Denied(_("Someone else must give you a role."))
    return _can_manage(granter, role=role, territory=territory, zone=zone, at=at)


def can_revoke_role(granter: User, role: MemberRole, *, at: datetime | None = None) -> Verdict:
    """Who could give the role may take it back; everybody may give up their own."""
    if granter.pk == role.user_id:
        return Allowed()
    return _can_manage(granter, role=role.role, territory=role.territory, zone=role.zone, at=at)


def is_global_administrator(user: User, *, at: datetime | None = None) -> bool:
    roles = _roles(user, (Role.GLOBAL_ADMIN,), at=at)
    return any(user.groups.filter(name=group_name(role)).exists() for role in roles)


def holds_a_role(user: User) -> bool:
    """Whoever animates, administers or oversees must have a second factor."""
    return MemberRole.objects.active(at=timezone.now()).filter(user=user).exists()


def _can_manage(
    granter: User,
    *,
    role: str,
    territory: Territory | None,
    zone: Zone | None,
    at: datetime | None,
) -> Verdict:
    if not granter.is_active:
        return Denied(_("This account is closed."))
    if is_global_administrator(granter, at=at):
        return Allowed()
    if role not in LOCAL_ROLES:
        return Denied(_("Only a global administrator gives or takes back this role."))
    reach = _reach(granter, ADMINISTRATORS, "administer", at=at)
    if (territory and reach.holds(territory)) or (zone and reach.holds_zone(zone)):
        return Allowed()
    return Denied(_("You can only give or take back roles inside a territory you administer."))


def _roles(
    user: User, kinds: Collection[str], *, at: datetime | None
) -> QuerySet[MemberRole, MemberRole]:
    return MemberRole.objects.active(at=at or timezone.now()).filter(user=user, role__in=kinds)


def _reach(user: User, kinds: Collection[str], verb: str, *, at: datetime | None) -> Reach:
    """What the roles give, less what the mirror does not show."""
    roles = list(_roles(user, kinds, at=at))
    if not roles:
        return Reach()
    given = Q(pk__in=[role.territory_id for role in roles if role.territory_id])
    if any(role.role == Role.GLOBAL_ADMIN for role in roles):
        given |= Q(parent__isnull=True)
    zone_ids = [role.zone_id for role in roles if role.zone_id]
    return Reach(
        territories=tuple(_mirrored(user, f"{verb}_territory", Territory.objects.filter(given))),
        zones=tuple(_mirrored(user, f"{verb}_zone", Zone.objects.filter(pk__in=zone_ids)))
        if zone_ids
        else (),
    )


def _mirrored(user: User, permission: str, places: QuerySet[PlaceT]) -> QuerySet[PlaceT]:
    found: QuerySet[PlaceT] = get_objects_for_user(
        user,
        f"territories.{permission}",
        klass=places,
        with_superuser=False,
        accept_global_perms=False,
    )
    return found
