"""Who keeps the pages of a structure: inviting, changing, removing, leaving, handing over.

Each act locks the structure first, so that two last owners never leave at the same time.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.links import find_link, use_link
from accounts.models import User
from journal import outbox
from journal.audit import record
from offers import normalise
from offers.gate import Verb, may_begin
from offers.keeping.bounds import bounds
from offers.keeping.errors import ClosedInvitation, LastOwner, TooMany
from offers.keeping.membership import active_owners, remove, set_role
from offers.keeping.permissions import (
    can_change_member,
    can_invite,
    can_leave,
    can_manage_members,
)
from offers.keeping.telling import (
    tell_animators_of_orphan,
    tell_member,
    tell_owners_of_owner,
    tell_removed,
)
from offers.models import MemberInvitation, Membership, Structure
from offers.normalise import Refused
from offers.structures import lock_structure

Role = Membership.Role
INVITATION_LINK = "join-structure"
INVITATION_TOPIC = "keeping.invitation_mail"
_DAY = timedelta(days=1)


@transaction.atomic
def invite_member(
    *, structure: Structure, by: User, email: str, role: str, at: datetime | None = None
) -> MemberInvitation:
    """Invite whoever reads this address, with or without an account: what is answered never tells
    which. A new invitation to the same address replaces the first.

    Raises Refused (not an address), TooMany, or PermissionDenied with the reason.
    """
    now = at or timezone.now()
    locked = lock_structure(structure.pk)
    can_invite(by, locked).or_raise()
    address = normalise.email(email).lower()
    if not address:
        raise Refused(_("Give an e-mail address."))
    today = MemberInvitation.objects.filter(structure=locked, invited_at__gt=now - _DAY)
    if today.count() >= bounds().most_invitations_a_day:
        raise TooMany
    open_ones = MemberInvitation.objects.filter(structure=locked, closed_at__isnull=True)
    open_ones.filter(email__iexact=address).update(closed_at=now)
    invitation = MemberInvitation.objects.create(
        structure=locked, email=address, role=Role(role), invited_by=by, invited_at=now
    )
    _audit(locked, "structure.member_invited", by, role=role)
    outbox.enqueue(topic=INVITATION_TOPIC, key=str(invitation.pk))
    return invitation


@transaction.atomic
def take_back_invitation(*, invitation: MemberInvitation, by: User) -> None:
    """Its link stops working. Raises ClosedInvitation, or PermissionDenied with the reason."""
    structure = lock_structure(invitation.structure_id)
    can_manage_members(by, structure).or_raise()
    open_ones = MemberInvitation.objects.filter(pk=invitation.pk, closed_at__isnull=True)
    if not open_ones.update(closed_at=timezone.now()):
        raise ClosedInvitation
    _audit(structure, "structure.invitation_taken_back", by, role=invitation.role)


def invitation_of_link(token: str, *, at: datetime | None = None) -> MemberInvitation:
    """The open invitation of a link, left unused. Raises LinkRefused or ClosedInvitation, also when
    the account of who invited is closed."""
    link = find_link(token, INVITATION_LINK, at)
    return _open_invitation(link.payload["invitation"])


@transaction.atomic
def accept_invitation(*, token: str, user: User, at: datetime | None = None) -> Membership:
    """Whoever holds the link joins, with their own account; nobody loses a role by it.

    Raises LinkRefused, ClosedInvitation, or PermissionDenied: the link stays usable.
    """
    now = at or timezone.now()
    link = use_link(token, INVITATION_LINK, now)
    structure = lock_structure(_open_invitation(link.payload["invitation"]).structure_id)
    invitation = _open_invitation(link.payload["invitation"])
    if not user.is_active:
        raise ClosedInvitation
    may_begin(user, Verb.CLAIM, structure.home_territory).or_raise()
    invitation.closed_at = now
    invitation.save(update_fields=["closed_at"])
    held = Membership.objects.filter(structure=structure, user=user).first()
    if held and (held.role == Role.OWNER or held.role == invitation.role):
        return held
    others = active_owners(structure)
    member = set_role(
        structure, user, invitation.role, by=user, reason="structure.member_joined", at=now
    )
    tell_owners_of_owner(structure, user, others, role=invitation.role)
    return member


def _open_invitation(pk: int) -> MemberInvitation:
    rows = MemberInvitation.objects.select_related("structure", "invited_by")
    invitation = rows.filter(pk=pk, closed_at__isnull=True).first()
    inviter = invitation and invitation.invited_by
    if invitation is None or (inviter and not inviter.is_active):
        raise ClosedInvitation
    return invitation


@transaction.atomic
def change_role(*, member: Membership, by: User, role: str) -> Membership:
    """Raises PermissionDenied with the reason; the person is told."""
    locked = _lock_member(member)
    can_change_member(by, locked).or_raise()
    if locked.role == role:
        return locked
    changed = set_role(
        locked.structure,
        locked.user,
        role,
        by=by,
        reason="structure.role_changed",
        at=timezone.now(),
    )
    _close_invitations_of(changed.user, locked.structure)
    tell_member(changed)
    return changed


@transaction.atomic
def remove_member(*, member: Membership, by: User) -> None:
    """Let somebody go; they are told, and the animators too when they were an owner.

    Raises PermissionDenied with the reason.
    """
    locked = _lock_member(member)
    can_change_member(by, locked).or_raise()
    tell_removed(locked)
    remove(locked, by=by, reason="structure.member_removed")
    _close_invitations_of(locked.user, locked.structure)


def _close_invitations_of(user: User, structure: Structure) -> None:
    """Who no longer decides brings nobody in, nor comes back by a link they sent before."""
    sent = MemberInvitation.objects.filter(structure=structure, invited_by=user)
    sent.filter(closed_at__isnull=True).update(closed_at=timezone.now())


@transaction.atomic
def leave_structure(
    *,
    structure: Structure,
    user: User,
    successor: Membership | None = None,
    declares_orphan: bool = False,
) -> None:
    """Go. The last owner names another member first, or says that nobody keeps the pages any more:
    then the animators are told.

    Raises LastOwner, or PermissionDenied with the reason.
    """
    locked = lock_structure(structure.pk)
    can_leave(user, locked).or_raise()
    member = Membership.objects.get(structure=locked, user=user)
    if member.role == Role.OWNER and successor is not None:
        _name_owner(locked, successor, by=user)
    others = [owner for owner in active_owners(locked) if owner.pk != user.pk]
    is_last = member.role == Role.OWNER and not others
    if is_last and not declares_orphan:
        raise LastOwner
    remove(member, by=user, reason="structure.member_left")
    if is_last:
        _audit(locked, "structure.orphaned", user, role=Role.OWNER)
        tell_animators_of_orphan(locked)


@transaction.atomic
def hand_over(*, structure: Structure, by: User, successor: Membership) -> None:
    """An owner gives their place to another member, and stays as an editor.

    Raises LastOwner when the other cannot own, or PermissionDenied with the reason.
    """
    locked = lock_structure(structure.pk)
    can_manage_members(by, locked).or_raise()
    _name_owner(locked, successor, by=by)
    set_role(locked, by, Role.EDITOR, by=by, reason="structure.handed_over", at=timezone.now())


def _name_owner(structure: Structure, successor: Membership, *, by: User) -> None:
    """Raises LastOwner when the person is no other active member of this structure."""
    rows = Membership.objects.filter(pk=successor.pk, structure=structure, user__is_active=True)
    other = rows.exclude(user=by).select_related("user").first()
    if other is None:
        raise LastOwner
    if other.role == Role.OWNER:
        return
    named = set_role(
        structure, other.user, Role.OWNER, by=by, reason="structure.owner_named", at=timezone.now()
    )
    tell_member(named)


def _lock_member(member: Membership) -> Membership:
    structure = lock_structure(member.structure_id)
    locked = Membership.objects.select_related("user").get(pk=member.pk)
    locked.structure = structure
    return locked


def forget_invitations(at: datetime) -> int:
    """Close those whose link is dead, and forget the addresses of those long closed."""
    dead = MemberInvitation.objects.filter(
        closed_at__isnull=True, invited_at__lte=at - bounds().invitation_lasts
    )
    dead.update(closed_at=at)
    closed = MemberInvitation.objects.filter(closed_at__lte=at - bounds().forget_invitations)
    deleted, _by_model = closed.delete()
    return deleted


def _audit(structure: Structure, action: str, by: User, *, role: str) -> None:
    record(
        actor=by,
        action=action,
        subject=structure,
        territory=structure.home_territory,
        data={"role": str(role)},
    )
