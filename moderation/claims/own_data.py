"""What claims hold on a person: what they looked at, for a month."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import register_eraser, register_exporter
from moderation.claims.services import end_claims
from moderation.models import Claim


def export_claims(user: User) -> list[dict[str, Any]]:
    return [
        {
            "report" if claim.report_id else "proposal": str(claim.item.uuid),
            "since": claim.since.isoformat(),
            "ended": claim.ended_at.isoformat() if claim.ended_at else None,
        }
        for claim in Claim.objects.filter(holder=user).select_related("proposal", "report")
    ]


def forget_holder(user: User) -> None:
    """Ended first, so that whoever waits is told."""
    mine = Claim.objects.filter(holder=user)
    end_claims(mine, Claim.Ending.NOT_ALLOWED, at=timezone.now())
    mine.delete()


def register() -> None:
    label = _("Proposals and reports you looked at as an animator")
    register_exporter("held_claims", export_claims, label)
    register_eraser("held_claims", forget_holder)
