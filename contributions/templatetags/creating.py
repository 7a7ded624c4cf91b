from typing import Any

from django import template

from accounts.models import User
from contributions.creating.showing import begun_drafts

register = template.Library()


@register.simple_tag
def begun_offers(user: User) -> list[dict[str, Any]]:
    """The offers a person has begun and not sent: one query."""
    return begun_drafts(user, ())
