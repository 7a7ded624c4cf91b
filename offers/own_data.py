"""What offers hold on a person: the structures whose pages they keep."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.privacy import register_eraser, register_exporter, register_warning
from offers.models import Membership


def export_memberships(user: User) -> list[dict[str, Any]]:
    rows = Membership.objects.filter(user=user).select_related("structure")
    return [
        {"structure": row.structure.name, "role": row.role, "since": row.since.isoformat()}
        for row in rows
    ]


def erase_memberships(user: User) -> None:
    """Memberships first: each deletion writes a last line of the history that then goes too."""
    Membership.objects.filter(user=user).delete()
    Membership.history.filter(user_id=user.pk).delete()


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
    register_warning("memberships", last_owner)
