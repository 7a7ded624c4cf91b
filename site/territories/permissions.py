"""Who may act where. MemberRole decides, guardian's mirror must agree: either one denies."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from territories.models import MemberRole, Territory, Zone
from territories.reach import Reach, held_by

Role = MemberRole.Role

MODERATORS = (Role.ANIMATOR, Role.TERRITORY_ADMIN, Role.GLOBAL_ADMIN)
ADMINISTRATORS = (Role.TERRITORY_ADMIN, Role.GLOBAL_ADMIN)
LOCAL_ROLES = (Role.ANIMATOR, Role.TERRITORY_ADMIN)


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
    return reach_of_moderator(user, at=at).everything()


def reach_of_moderator(user: User | AnonymousUser, *, at: datetime | None = None) -> Reach:
    """Where `moderates` allows them."""
    if not (user.is_authenticated and user.is_active):
        return Reach()
    return _reach(user, MODERATORS, "moderate", at=at)


def moderates_somewhere(user: User | AnonymousUser, *, at: datetime | None = None) -> bool:
    return bool(reach_of_moderator(user, at=at))


def administers_somewhere(user: User | AnonymousUser, *, at: datetime | None = None) -> bool:
    """Whether `administers` allows them anything."""
    if not (user.is_authenticated and user.is_active):
        return False
    return bool(_reach(user, ADMINISTRATORS, "administer", at=at))


def zones_moderated_by(
    user: User | AnonymousUser, *, at: datetime | None = None
) -> QuerySet[Zone, Zone]:
    """Every zone whose animators they are, or that lies whole within a territory of theirs."""
    if not (user.is_authenticated and user.is_active):
        return Zone.objects.none()
    return _reach(user, MODERATORS, "moderate", at=at).every_zone()


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


def can_renew_role(granter: User, role: MemberRole, *, at: datetime | None = None) -> Verdict:
    """Who could give the role to the same person may change its last day."""
    return can_grant_role(
        granter, user=role.user, role=role.role, territory=role.territory, zone=role.zone, at=at
    )


def can_revoke_role(granter: User, role: MemberRole, *, at: datetime | None = None) -> Verdict:
    """Who could give the role may take it back; so may who gave it, as long as they could, and who
    is replaced. An administrator is taken back from above or by who named them, not by another
    administrator of the same place. Everybody may give up their own."""
    if granter.pk == role.user_id:
        return Allowed()
    if role.delegated_from and role.delegated_from.user_id == granter.pk and granter.is_active:
        return Allowed()
    managed = _can_manage(granter, role=role.role, territory=role.territory, zone=role.zone, at=at)
    if managed and _is_a_peer(granter, role, at=at):
        return Denied(_("An administrator of the same place is taken back from above."))
    return managed


def can_entrust_role(holder: User, held: MemberRole, *, at: datetime | None = None) -> Verdict:
    """Whoever animates or administers a place in their own right may let somebody decide in their
    stead; who stands in lets nobody stand in for them."""
    if held.user_id != holder.pk or not held.is_active(at=at or timezone.now()):
        return Denied(_("You can only entrust a role that you hold today."))
    if held.delegated_from_id:
        return Denied(_("You stand in for somebody: only they can entrust this role."))
    if held.role not in LOCAL_ROLES:
        return Denied(_("This role cannot be entrusted: a global administrator gives it."))
    return Allowed()


def can_delegate_role(
    holder: User,
    held: MemberRole,
    *,
    to: User,
    territory: Territory | None = None,
    zone: Zone | None = None,
    at: datetime | None = None,
) -> Verdict:
    """Who may entrust a role does so to somebody else, for its place or for a part of it."""
    entrusted = can_entrust_role(holder, held, at=at)
    if not entrusted:
        return entrusted
    if to.pk == holder.pk:
        return Denied(_("Choose somebody else than yourself."))
    reach = held_by(holder).only(held).reach(LOCAL_ROLES, "moderate", at=at or timezone.now())
    if (territory and reach.holds(territory)) or (zone and reach.holds_zone(zone)):
        return Allowed()
    return Denied(_("You can only entrust what lies inside the place of your role."))


def is_global_administrator(user: User, *, at: datetime | None = None) -> bool:
    return held_by(user).is_global_administrator(at=at or timezone.now())


def holds_a_role(user: User) -> bool:
    """Whoever animates, administers or oversees must have a second factor."""
    return any(role.is_active(at=timezone.now()) for role in held_by(user).roles)


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


def _is_a_peer(granter: User, role: MemberRole, *, at: datetime | None) -> bool:
    """Whether an administrator's role is out of reach but for that of the very same place."""
    if role.role != Role.TERRITORY_ADMIN or role.granted_by_id == granter.pk:
        return False
    if is_global_administrator(granter, at=at):
        return False
    reach = _reach(granter, ADMINISTRATORS, "administer", at=at).without(role.place)
    holds = role.territory and reach.holds(role.territory)
    return not (holds or (role.zone and reach.holds_zone(role.zone)))


def _reach(user: User, kinds: Collection[str], verb: str, *, at: datetime | None) -> Reach:
    return held_by(user).reach(kinds, verb, at=at or timezone.now())
