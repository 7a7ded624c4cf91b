"""One membership, written with its history and its audit event; the structure is locked."""

from datetime import datetime

from accounts.models import User
from journal.audit import record
from offers.models import Membership, Structure

Role = Membership.Role


def active_owners(structure: Structure) -> list[User]:
    """The people who can answer for the pages today."""
    owners = User.objects.filter(
        memberships__structure=structure, memberships__role=Role.OWNER, is_active=True
    )
    return list(owners.order_by("memberships__since", "pk"))


def set_role(
    structure: Structure, user: User, role: str, *, by: User | None, reason: str, at: datetime
) -> Membership:
    """Make the person a member with this role. `since` is when they got it."""
    member = Membership.objects.filter(structure=structure, user=user).first()
    member = member or Membership(structure=structure, user=user)
    member.role, member.since = Role(role), at
    member.save_because(reason, by=by)
    _audit(member, reason, by)
    return member


def remove(member: Membership, *, by: User | None, reason: str) -> None:
    _audit(member, reason, by)
    member.delete_because(reason, by=by)


def _audit(member: Membership, action: str, by: User | None) -> None:
    record(
        actor=by,
        action=action,
        subject=member.structure,
        territory=member.structure.home_territory,
        data={"role": member.role},
    )
    record(
        actor=by,
        action=f"{action}.person",
        subject=member.user,
        territory=member.structure.home_territory,
        data={"role": member.role, "structure": member.structure.public_id},
    )
