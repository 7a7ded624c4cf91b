"""What a person is still typing is theirs to take away, and goes with their account."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import register_eraser, register_exporter
from contributions.models import Draft


def export_drafts(user: User) -> list[dict[str, Any]]:
    return [
        {
            "of": draft.target_kind,
            "typed": draft.payload,
            "updated_at": draft.updated_at.isoformat(),
            "kept_until": draft.expires_at.isoformat(),
        }
        for draft in Draft.objects.filter(owner=user).exclude(payload={})
    ]


def forget_drafts(user: User) -> None:
    Draft.objects.filter(owner=user).delete()


def register() -> None:
    register_exporter("drafts", export_drafts, _("What you are still typing"))
    register_eraser("drafts", forget_drafts)
