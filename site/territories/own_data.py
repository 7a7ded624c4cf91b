"""What territories hold on a person: the roles they were given."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import register_eraser, register_exporter
from territories.models import MemberRole
from territories.services import revoke_role


def export_roles(user: User) -> list[dict[str, Any]]:
    roles = MemberRole.objects.filter(user=user).select_related("territory", "zone")
    return [
        {
            "role": role.role,
            "place": str(role.territory or role.zone or ""),
            "from": role.starts_at.isoformat(),
            "to": role.ends_at.isoformat() if role.ends_at else None,
        }
        for role in roles
    ]


def erase_roles(user: User) -> None:
    """Close what still stands, so that the mirror follows, then remove the rows and their past."""
    for role in MemberRole.objects.filter(user=user).standing():
        revoke_role(role=role, by=None)
    MemberRole.objects.filter(user=user).delete()
    MemberRole.history.filter(user_id=user.pk).delete()


def register() -> None:
    register_exporter("roles", export_roles, _("Roles you were given"))
    register_eraser("roles", erase_roles)
