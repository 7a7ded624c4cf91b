"""What moderation holds on a person: what they decided. The decision stays, the name goes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import public_name, register_eraser, register_exporter
from moderation.models import Decision


def export_decisions(user: User) -> list[dict[str, Any]]:
    return [
        {
            "proposal": str(decision.proposal.uuid),
            "verdict": decision.verdict,
            "reason": decision.reason,
            "message": decision.message,
            "at": decision.at.isoformat(),
        }
        for decision in Decision.objects.filter(moderator=user).select_related("proposal")
    ]


def forget_moderator(user: User) -> None:
    for decision in Decision.objects.filter(moderator=user):
        decision.moderator = None
        decision.moderator_label = public_name(None)
        decision.save(update_fields=["moderator", "moderator_label"])


def register() -> None:
    register_exporter("decisions", export_decisions, _("Decisions you took"))
    register_eraser("decisions", forget_moderator)
