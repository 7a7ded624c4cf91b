"""What the checks hold on a person: the settings they chose. The setting stays, the name goes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import public_name, register_eraser, register_exporter
from moderation.models import CheckSetting


def export_settings(user: User) -> list[dict[str, Any]]:
    return [
        {"check": row.check_code, "effect": row.effect, "reason": row.reason, "at": str(row.set_at)}
        for row in CheckSetting.history.filter(set_by_id=user.pk).order_by("history_id")
    ]


def forget_setter(user: User) -> None:
    """In the settings that stand; their past forgets with every other history."""
    label = public_name(None)
    for setting in CheckSetting.objects.filter(set_by=user):
        setting.set_by, setting.set_by_label = None, label
        setting.save_without_historical_record(  # type: ignore[attr-defined]
            update_fields=["set_by", "set_by_label"]
        )


def register() -> None:
    register_exporter("checks", export_settings, _("Checks you set"))
    register_eraser("checks", forget_setter)
