"""Which tools of moderation a person may open, beside their queue."""

from dataclasses import dataclass

from django import template

from accounts.models import User
from moderation.erasing.permissions import has_oversight
from moderation.permissions import can_open_queue
from moderation.roles.queries import roles_seen_by

register = template.Library()


@dataclass(frozen=True, slots=True)
class Tools:
    appeals: bool
    hidden: bool
    roles: bool


@register.simple_tag
def tools_for(reader: User) -> Tools:
    """By the rules of the pages themselves."""
    animates = bool(can_open_queue(reader))
    return Tools(
        appeals=animates,
        hidden=animates or has_oversight(reader),
        roles=roles_seen_by(reader).exists(),
    )
