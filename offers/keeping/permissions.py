"""Who may claim, object, settle, invite, remove, leave; each answer says why."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from offers.gate import Verb, may_begin
from offers.keeping.bounds import bounds
from offers.models import Membership, Structure, StructureClaim
from offers.models.structures import PageState
from territories.permissions import moderates

Role, State = Membership.Role, StructureClaim.State


def role_of(user: User, structure: Structure) -> str:
    """`owner`, `editor`, or nothing."""
    rows = Membership.objects.filter(user=user, structure=structure)
    return rows.values_list("role", flat=True).first() or ""


def can_claim(user: User, structure: Structure) -> Verdict:
    """Anyone with an account says that a structure is theirs, unless they own its pages already,
    a first request of theirs still waits, or they are blocked there."""
    if not (user.is_authenticated and user.is_active):
        return Denied(_("Sign in to ask for the pages of a structure."))
    if structure.state != PageState.LIVE:
        return Denied(_("This structure is no longer on the site."))
    if role_of(user, structure) == Role.OWNER:
        return Denied(_("You own the pages of this structure already."))
    if StructureClaim.objects.open().filter(structure=structure, claimant=user).exists():
        return Denied(_("You have already asked for the pages of this structure."))
    return may_begin(user, Verb.CLAIM, structure.home_territory)


def can_see_claim(user: User, claim: StructureClaim) -> Verdict:
    """A claim is read by who made it, by the owners of the structure, by its animators."""
    if claim.claimant_id == user.pk or role_of(user, claim.structure) == Role.OWNER:
        return Allowed()
    return moderates(user, claim.structure.home_territory)


def can_prove(user: User, claim: StructureClaim) -> Verdict:
    """Only who asked gives the proof, from their own account."""
    if claim.claimant_id != user.pk:
        return Denied(_("Sign in with the account that asked for these pages."))
    return Allowed() if user.is_active else Denied(_("This account is closed."))


def can_go_on(user: User, claim: StructureClaim) -> Verdict:
    """Who asked gives the proof and receives the pages, unless they were blocked since."""
    proving = can_prove(user, claim)
    return proving and may_begin(user, Verb.CLAIM, claim.structure.home_territory)


def can_settle(user: User, claim: StructureClaim) -> Verdict:
    """An animator of the structure's territory calls, grants and refuses, never about their own
    request, nor when they keep the pages of the structure or ask for them themselves."""
    if claim.claimant_id == user.pk:
        return Denied(_("Someone else must decide on what you asked for yourself."))
    within = moderates(user, claim.structure.home_territory)
    if not within:
        return within
    if role_of(user, claim.structure):
        return Denied(_("You belong to this structure: someone else must decide."))
    if StructureClaim.objects.open().filter(structure=claim.structure, claimant=user).exists():
        return Denied(_("You ask for these pages yourself: someone else must decide."))
    return Allowed()


def can_object(user: User, claim: StructureClaim) -> Verdict:
    """Present owners object to a proven claim until it takes effect, never to their own."""
    if claim.claimant_id == user.pk or role_of(user, claim.structure) != Role.OWNER:
        return Denied(_("Only the owners of these pages can object."))
    if claim.state != State.PROVEN:
        return Denied(_("There is nothing to object to any more."))
    return Allowed()


def can_see_members(user: User, structure: Structure) -> Verdict:
    """Those who keep the pages see who keeps them with them."""
    if role_of(user, structure):
        return Allowed()
    return Denied(_("You do not keep the pages of this structure."))


def can_manage_members(user: User, structure: Structure) -> Verdict:
    """Owners invite people, change what they may do, and let them go."""
    if not user.is_active:
        return Denied(_("This account is closed."))
    if role_of(user, structure) == Role.OWNER:
        return Allowed()
    return Denied(_("Only the owners of these pages can do this."))


def can_invite(user: User, structure: Structure) -> Verdict:
    """Who manages the members invites others, unless they are blocked there."""
    managing = can_manage_members(user, structure)
    return managing and may_begin(user, Verb.CLAIM, structure.home_territory)


def can_change_member(user: User, member: Membership, *, at: datetime | None = None) -> Verdict:
    """An owner changes or removes the others; a recent owner leaves older owners alone, so that
    nobody who has just come in can push out those who were there."""
    managing = can_manage_members(user, member.structure)
    if not managing:
        return managing
    if member.user_id == user.pk:
        return Denied(_("To go yourself, use “Leave these pages”."))
    if member.role != Role.OWNER:
        return Allowed()
    mine = Membership.objects.get(user=user, structure=member.structure_id)
    is_recent = mine.since > (at or timezone.now()) - bounds().new_owner
    if is_recent and member.since < mine.since:
        return Denied(
            _("You have not owned these pages for long: ask the animators of the territory.")
        )
    return Allowed()


def can_leave(user: User, structure: Structure) -> Verdict:
    """Everybody leaves when they want; the last owner says what becomes of the pages."""
    if role_of(user, structure):
        return Allowed()
    return Denied(_("You do not keep the pages of this structure."))
