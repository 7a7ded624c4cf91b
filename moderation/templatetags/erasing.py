from typing import Any

from django import template
from django.urls import reverse

from contributions.models import Proposal
from moderation.erasing.permissions import can_hide_text
from moderation.erasing.subjects import PROPOSAL, Subject, of_page, of_proposal

register = template.Library()


@register.inclusion_tag("moderation/erasing/_link.html")
def hide_text_link(user: Any, target: Any) -> dict[str, str]:
    """For those who may take text off this page or proposal, the way there; for others, nothing."""
    if not user.is_authenticated:
        return {"url": ""}
    subject = of_proposal(target) if isinstance(target, Proposal) else of_page(target)
    may = can_hide_text(user, kind=subject.kind, territory=subject.territory)
    return {"url": _address(subject) if may else ""}


def _address(subject: Subject) -> str:
    if subject.kind == PROPOSAL:
        return reverse("moderation:hide-proposal", args=[subject.name])
    return reverse("moderation:hide", args=[subject.family, subject.name])
