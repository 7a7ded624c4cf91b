"""What reports hold on a person who made them signed in. The report stays, its author goes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import public_name, register_eraser, register_exporter
from contributions.models import Report


def export_reports(user: User) -> list[dict[str, Any]]:
    return [
        {
            "id": str(report.uuid),
            "reason": report.reason,
            "values": report.asked,
            "text": report.text,
            "state": report.state,
            "answer": report.answer,
            "created_at": report.created_at.isoformat(),
        }
        for report in Report.objects.written_by(user.pk)
    ]


def forget_reporter(user: User) -> None:
    """Their words and their address go too: no licence was given on them."""
    for report in Report.objects.written_by(user.pk):
        report.author, report.author_label = None, public_name(None)
        report.text = report.email = ""
        report.save(update_fields=["author", "author_label", "text", "email"])


def register() -> None:
    register_exporter("reports", export_reports, _("Mistakes you reported"))
    register_eraser("reports", forget_reporter)
