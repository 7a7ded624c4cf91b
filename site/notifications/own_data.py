"""What this app holds on a person, for their export; erasing the account erases it (CASCADE)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import register_exporter
from notifications.models import Notice


def export_notices(user: User) -> list[dict[str, Any]]:
    return [
        {
            "title": notice.title,
            "path": notice.path,
            "created_at": notice.created_at.isoformat(),
            "mailed_at": notice.mailed_at and notice.mailed_at.isoformat(),
            "read_at": notice.read_at and notice.read_at.isoformat(),
        }
        for notice in Notice.objects.for_person(user)
    ]


def register() -> None:
    register_exporter("notices", export_notices, _("Messages you were sent"))
