from typing import Any

from django import template
from django.template.loader import render_to_string

from accounts.models import User
from contributions.models import Proposal, Report
from contributions.reporting.queries import MOST_READ, first_to_read, open_reports
from contributions.reporting.reasons import public_label

register = template.Library()

IN_THE_QUEUE = MOST_READ - 1


@register.simple_tag
def reported(*, offer: int | None = None, structure: int | None = None) -> str:
    """What was reported on a page and is being checked, each thing once, since when."""
    since: dict[str, Any] = {}
    for reason, at in open_reports(offer_id=offer, structure_id=structure):
        since.setdefault(public_label(reason), at)
    if not since:
        return ""
    shown = [{"label": label, "at": at} for label, at in since.items()]
    return render_to_string("contributions/reporting/_reported.html", {"reports": shown})


@register.inclusion_tag("contributions/reporting/_queue.html")
def pressing_reports(user: User) -> dict[str, Any]:
    """The first reports that an animator should look at, and whether there are more."""
    found = first_to_read(user)
    return {"reports": found[:IN_THE_QUEUE], "more": len(found) > IN_THE_QUEUE}


@register.inclusion_tag("contributions/reporting/_told.html")
def told_with(proposal: Proposal) -> dict[str, Any]:
    """What people wrote when they reported what a proposal corrects."""
    found = Report.objects.filter(proposal=proposal).prefetch_related("duplicates")
    return {"reports": [one for first in found for one in (first, *first.duplicates.all())]}
