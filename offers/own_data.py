"""What offers hold on a person: the structures whose pages they keep or asked for."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.privacy import register_eraser, register_exporter, register_warning
from offers.keeping.membership import active_owners
from offers.keeping.telling import tell_animators_of_orphan
from offers.models import MemberInvitation, Membership, Structure, StructureClaim


def export_memberships(user: User) -> list[dict[str, Any]]:
    rows = Membership.objects.filter(user=user).select_related("structure")
    return [
        {"structure": row.structure.name, "role": row.role, "since": row.since.isoformat()}
        for row in rows
    ]


def erase_memberships(user: User) -> None:
    """Memberships first: each deletion writes a last line of the history that then goes too. The
    animators learn of the pages that nobody keeps any more."""
    owned = Structure.objects.filter(memberships__user=user, memberships__role="owner")
    for structure in owned.select_related("home_territory"):
        if [owner.pk for owner in active_owners(structure)] == [user.pk]:
            tell_animators_of_orphan(structure)
    Membership.objects.filter(user=user).delete()
    Membership.history.filter(user_id=user.pk).delete()


def export_claims(user: User) -> list[dict[str, Any]]:
    return [
        {
            "structure": claim.structure.name,
            "way": claim.way,
            "contact": claim.contact,
            "evidence": claim.evidence,
            "state": claim.state,
            "asked_at": claim.asked_at.isoformat(),
        }
        for claim in StructureClaim.objects.filter(claimant=user).select_related("structure")
    ]


def erase_claims(user: User) -> None:
    """What they asked for goes with them, and so do the invitations to their address."""
    StructureClaim.objects.filter(claimant=user).delete()
    MemberInvitation.objects.filter(email__iexact=user.email).delete()


def last_owner(user: User) -> list[str]:
    """A sentence for each structure that would be left with nobody to keep its pages."""
    rows = Membership.objects.filter(user=user).select_related("structure")
    return [
        _("Nobody else keeps the pages of %(structure)s.") % {"structure": row.structure.name}
        for row in rows
        if not Membership.objects.filter(structure=row.structure).exclude(user=user).exists()
    ]


def register() -> None:
    register_exporter("memberships", export_memberships, gettext_lazy("Structures you keep"))
    register_eraser("memberships", erase_memberships)
    register_exporter("claims", export_claims, gettext_lazy("Structures you asked for"))
    register_eraser("claims", erase_claims)
    register_warning("memberships", last_owner)
