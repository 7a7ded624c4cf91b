"""What moderation holds on a person: what they decided. The decision stays, the name goes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import public_name, register_eraser, register_exporter
from moderation.models import Agreement, Aside, Decision, Escalation


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


def export_stands(user: User) -> list[dict[str, Any]]:
    """What they accepted as the first of two, left to others, or brought to those above."""
    agreements = Agreement.objects.filter(moderator=user).select_related("proposal")
    asides = Aside.objects.filter(moderator=user).select_related("proposal")
    escalations = Escalation.objects.filter(by=user).select_related("proposal")
    return [
        *(
            {"proposal": str(one.proposal.uuid), "act": "agree", "at": one.at.isoformat()}
            for one in agreements
        ),
        *(
            {"proposal": str(one.proposal.uuid), "act": one.kind, "at": one.at.isoformat()}
            for one in asides
        ),
        *(
            {
                "proposal": str(one.proposal.uuid),
                "act": "escalate",
                "message": one.message,
                "at": one.at.isoformat(),
            }
            for one in escalations
        ),
    ]


def forget_stands(user: User) -> None:
    """What they left to others concerned them alone; the rest stays, without their name."""
    Aside.objects.filter(moderator=user).delete()
    Agreement.objects.filter(moderator=user).update(
        moderator=None, moderator_label=public_name(None)
    )
    Escalation.objects.filter(by=user).update(by=None, by_label=public_name(None))


def register() -> None:
    register_exporter("decisions", export_decisions, _("Decisions you took"))
    register_eraser("decisions", forget_moderator)
    register_exporter("stands", export_stands, _("What you did with proposals short of deciding"))
    register_eraser("stands", forget_stands)
