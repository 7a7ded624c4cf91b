"""Who is looking at a report, told on its page."""

from typing import Any

from django import template
from django.urls import reverse

from accounts.verdicts import Verdict
from contributions.models import Report
from moderation.claims.queries import report_holdings
from territories.permissions import administers

register = template.Library()


@register.inclusion_tag("moderation/live/held_report.html", takes_context=True)
def held_report(context: template.Context, report: Report, verdict: Verdict) -> dict[str, Any]:
    """For an animator, who may take it, leave it, or take it over; `verdict` says whether they may
    settle it, which waits."""
    user, args = context["request"].user, [report.uuid]
    return {
        "csrf_token": context.get("csrf_token"),
        "holding": report_holdings([report], viewer=user).get(report.pk),
        "can_claim": verdict,
        "can_take_over": verdict and administers(user, report.territory),
        "claim_url": reverse("moderation:report-claim", args=args),
        "release_url": reverse("moderation:report-release", args=args),
        "take_over_url": reverse("moderation:report-take-over", args=args),
    }
