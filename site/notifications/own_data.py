"""What this app holds on a person, for their export; erasing the account erases it (CASCADE)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import register_exporter
from notifications.models import Notice, Preferences, Watch


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


def export_watches(user: User) -> list[dict[str, Any]]:
    return [
        {
            "kind": watch.kind,
            "key": watch.key,
            "frequency": watch.frequency,
            "expires_at": watch.expires_at and watch.expires_at.isoformat(),
            "created_at": watch.created_at.isoformat(),
        }
        for watch in Watch.objects.filter(user=user)
    ]


def export_preferences(user: User) -> list[dict[str, Any]]:
    """The feed's address itself is nowhere: only its hash is kept."""
    return [
        {
            "time_zone": row.time_zone,
            "kinds_without_mail": row.silenced,
            "has_a_feed": bool(row.feed_hash),
            "refused_email": row.refused_email,
        }
        for row in Preferences.objects.filter(user=user)
    ]


def register() -> None:
    register_exporter("notices", export_notices, _("Messages you were sent"))
    register_exporter("watches", export_watches, _("Pages you follow"))
    register_exporter("telling", export_preferences, _("How you want to be told"))
