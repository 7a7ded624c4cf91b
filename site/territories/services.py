"""Give and take back roles. Each write keeps guardian's mirror in the same transaction."""

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
    can_grant_role,
    can_revoke_role,
    is_global_administrator,
)

# A role given by a territory administrator lasts a year at most; it can be given again.
LOCAL_GRANT = timedelta(days=365)


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
    User.objects.select_for_update().get(pk=user.pk)
    _check(user=user, role=role, territory=territory, zone=zone, ends_at=ends_at, at=at)
    if granted_by:
        verdict = can_grant_role(
            granted_by, user=user, role=role, territory=territory, zone=zone, at=at
        )
        verdict.or_raise()
        ends_at = _allowed_end(granted_by, ends_at, at=at)
    same = MemberRole.objects.filter(user=user, role=role, territory=territory, zone=zone)
    for ended in same.ended(at=at):
        _close(ended, at=at, reason="ended", by=None)
    held = same.standing().first()
    member_role = held or MemberRole(
        user=user, role=role, territory=territory, zone=zone, granted_by=granted_by, starts_at=at
    )
    member_role.ends_at = ends_at
    member_role.save_because("end changed" if held else "granted", by=granted_by)
    reflect(member_role)
    return member_role


@transaction.atomic
def revoke_role(*, role: MemberRole, by: User | None) -> MemberRole:
    """Take the role back at once; nothing happens to one already taken back. Without `by` it is
    the system's own doing. Raises PermissionDenied."""
    at = timezone.now()
    held = MemberRole.objects.select_for_update(of=("self",)).get(pk=role.pk)
    if by:
        can_revoke_role(by, held, at=at).or_raise()
    if held.revoked_at is None:
        _close(held, at=at, reason="revoked", by=by)
    return held


@transaction.atomic
def expire_roles(at: datetime) -> int:
    """Sweep the roles that came to their end out of the mirror; how many there were."""
    ended = list(MemberRole.objects.select_for_update(of=("self",)).ended(at=at))
    for role in ended:
        _close(role, at=at, reason="ended", by=None)
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


def _allowed_end(granter: User, ends_at: datetime | None, *, at: datetime) -> datetime | None:
    if is_global_administrator(granter, at=at):
        return ends_at
    latest = at + LOCAL_GRANT
    return min(ends_at, latest) if ends_at else latest


def _close(role: MemberRole, *, at: datetime, reason: str, by: User | None) -> None:
    role.revoked_at = at
    role.save_because(reason, by=by)
    erase(role)
