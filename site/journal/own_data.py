"""What the audit trail holds on a person, for their export; erasure unlinks their random name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import register_exporter
from journal.models import AuditEvent


def export_acts(user: User) -> list[dict[str, Any]]:
    events = AuditEvent.objects.filter(actor__user=user)
    return [
        {
            "at": event.at.isoformat(),
            "action": event.action,
            "subject": f"{event.subject_type} {event.subject_id}",
        }
        for event in events
    ]


def register() -> None:
    register_exporter("acts", export_acts, _("What you did, in the audit trail"))
