"""Give, renew, entrust and take back roles. Each write keeps guardian's mirror, and announces
itself, in the same transaction."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from territories.models import MemberRole, Territory, Zone
from territories.models.mirror import erase, reflect
from territories.permissions import (
    LOCAL_ROLES,
    can_delegate_role,
    can_grant_role,
    can_revoke_role,
    is_global_administrator,
)
from territories.reach import forget
from territories.signals import RoleAct, role_changed

Role = MemberRole.Role

# A role given by a territory administrator lasts a year at most; it can be given again.
LOCAL_GRANT = timedelta(days=365)
# Standing in for somebody is for an absence.
LONGEST_DELEGATION = timedelta(days=90)


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    territory: Territory | None = None,
    zone: Zone | None = None,
    granted_by: User | None = None,
    ends_at: datetime | None = None,
) -> MemberRole:
    """Give the role, or change the end of the one they hold already. Without `granted_by` it is
    the system's own doing, and no permission is asked.

    Raises PermissionDenied, and ValidationError when role and place do not fit.
    """
    at = timezone.now()
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _check(user=user, role=role, territory=territory, zone=zone, ends_at=ends_at, at=at)
    if granted_by:
        verdict = can_grant_role(
            granted_by, user=user, role=role, territory=territory, zone=zone, at=at
        )
        verdict.or_raise()
        ends_at = _allowed_end(granted_by, ends_at, at=at)
    held = _standing(user, role, territory, zone, at=at)
    if held and granted_by and _ends_sooner(ends_at, held.ends_at):
        can_revoke_role(granted_by, held, at=at).or_raise()
    member_role = held or MemberRole(
        user=user, role=role, territory=territory, zone=zone, granted_by=granted_by, starts_at=at
    )
    if member_role.delegated_from_id:
        member_role.delegated_from, member_role.granted_by = None, granted_by
    member_role.ends_at = ends_at
    member_role.save_because("end changed" if held else "granted", by=granted_by)
    reflect(member_role)
    _shorten_delegations(member_role, by=granted_by)
    _announce(member_role, RoleAct.RENEWED if held else RoleAct.GRANTED, by=granted_by)
    return member_role


@transaction.atomic
def delegate_role(
    *,
    held: MemberRole,
    to: User,
    by: User,
    ends_at: datetime,
    territory: Territory | None = None,
    zone: Zone | None = None,
) -> MemberRole:
    """Let somebody decide in one's stead until a day, everywhere or in a part of one's territory;
    asked again for the same person and place, the day changes.

    Raises PermissionDenied, and ValidationError when the day does not fit or the person animates
    this place already.
    """
    at = timezone.now()
    User.objects.select_for_update(no_key=True).get(pk=to.pk)
    origin = MemberRole.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if territory is None and zone is None:
        territory, zone = origin.territory, origin.zone
    can_delegate_role(by, origin, to=to, territory=territory, zone=zone, at=at).or_raise()
    _check(user=to, role=Role.ANIMATOR, territory=territory, zone=zone, ends_at=ends_at, at=at)
    _check_delegation(origin, ends_at, at=at)
    standing = _standing(to, Role.ANIMATOR, territory, zone, at=at)
    if standing and standing.delegated_from_id != origin.pk:
        raise ValidationError(_("This person animates this place already."), code="held")
    place = {"territory": territory, "zone": zone}
    stand_in = standing or MemberRole(
        user=to, role=Role.ANIMATOR, granted_by=by, delegated_from=origin, starts_at=at, **place
    )
    stand_in.ends_at = ends_at
    stand_in.save_because("end changed" if standing else "entrusted", by=by)
    reflect(stand_in)
    _announce(stand_in, RoleAct.RENEWED if standing else RoleAct.ENTRUSTED, by=by)
    return stand_in


@transaction.atomic
def revoke_role(*, role: MemberRole, by: User | None, message: str = "") -> MemberRole:
    """Take the role back at once, and with it those entrusted from it; nothing happens to one
    already taken back. The person reads the message. Without `by` it is the system's own doing.

    Raises PermissionDenied.
    """
    at = timezone.now()
    held = MemberRole.objects.select_for_update(of=("self",)).get(pk=role.pk)
    if by:
        can_revoke_role(by, held, at=at).or_raise()
    if held.revoked_at is None:
        _close(held, at=at, act=RoleAct.REVOKED, by=by, message=message)
    return held


@transaction.atomic
def expire_roles(at: datetime) -> int:
    """Sweep the roles that came to their end out of the mirror; how many there were."""
    ended = list(MemberRole.objects.select_for_update(of=("self",)).ended(at=at).order_by("pk"))
    for role in ended:
        role.refresh_from_db(fields=["revoked_at"])
        if role.revoked_at is None:
            _close(role, at=at, act=RoleAct.ENDED, by=None)
    return len(ended)


def _check(
    *,
    user: User,
    role: str,
    territory: Territory | None,
    zone: Zone | None,
    ends_at: datetime | None,
    at: datetime,
) -> None:
    places = [place for place in (territory, zone) if place]
    if role not in MemberRole.Role.values:
        raise ValidationError(_("There is no such role."), code="role")
    if len(places) != (1 if role in LOCAL_ROLES else 0):
        raise ValidationError(
            _("An animator or an administrator has one territory or one zone; other roles none."),
            code="place",
        )
    if ends_at and ends_at <= at:
        raise ValidationError(_("The end of the role must be in the future."), code="ends_at")
    if not user.is_active:
        raise ValidationError(_("A closed account cannot be given a role."), code="user")


def _check_delegation(origin: MemberRole, ends_at: datetime, *, at: datetime) -> None:
    if _ends_sooner(origin.ends_at, ends_at):
        raise ValidationError(_("Your own role ends before that day."), code="ends_at")
    if ends_at > at + LONGEST_DELEGATION:
        limit = _("You can be replaced for %(days)d days at most.")
        raise ValidationError(limit % {"days": LONGEST_DELEGATION.days}, code="ends_at")


def _allowed_end(granter: User, ends_at: datetime | None, *, at: datetime) -> datetime | None:
    if is_global_administrator(granter, at=at):
        return ends_at
    latest = at + LOCAL_GRANT
    return min(ends_at, latest) if ends_at else latest


def _ends_sooner(one: datetime | None, other: datetime | None) -> bool:
    """A role without an end ends after all others."""
    return one is not None and (other is None or one < other)


def _standing(
    user: User, role: str, territory: Territory | None, zone: Zone | None, *, at: datetime
) -> MemberRole | None:
    """The role they hold there, once those that came to their end are swept."""
    same = MemberRole.objects.filter(user=user, role=role, territory=territory, zone=zone)
    for ended in same.ended(at=at):
        _close(ended, at=at, act=RoleAct.ENDED, by=None)
    return same.standing().select_for_update(of=("self",)).first()


def _shorten_delegations(origin: MemberRole, *, by: User | None) -> None:
    if origin.ends_at is None:
        return
    for stand_in in origin.delegations.standing().filter(ends_at__gt=origin.ends_at):
        stand_in.ends_at = origin.ends_at
        stand_in.save_because("end changed", by=by)
        _announce(stand_in, RoleAct.RENEWED, by=by)


def _close(
    role: MemberRole, *, at: datetime, act: RoleAct, by: User | None, message: str = ""
) -> None:
    role.revoked_at = at
    role.save_because(act.value, by=by)
    erase(role)
    _announce(role, act, by=by, message=message)
    for stand_in in role.delegations.standing().select_for_update(of=("self",)).order_by("pk"):
        _close(stand_in, at=at, act=act, by=by)


def _announce(role: MemberRole, act: RoleAct, *, by: User | None, message: str = "") -> None:
    forget(role.user)
    role_changed.send(sender=MemberRole, role=role, act=act, by=by, message=message)
