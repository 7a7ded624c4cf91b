"""What protects a page, told where people are about to change it."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from contributions.permissions import oversees
from contributions.targets import kind_for
from moderation.protection.parts import title_of_part
from moderation.protection.queries import in_force_on, kind_of_page

register = template.Library()
_FAMILIES = {"offer": "offres", "structure": "structures", "need_page": "besoins"}


@register.inclusion_tag("moderation/_protected.html")
def protected(target: Any, user: Any = None) -> dict[str, Any]:
    """What is in force; with `user`, also where they protect it if they animate its territory."""
    kind = kind_of_page(target)
    found = in_force_on(target, at=timezone.now())
    return {
        "lines": [(one, title_of_part(one.kind, one.part)) for one in found],
        "protect_url": _protect_url(kind, target) if kind and _animates(user, target) else "",
    }


def _animates(user: Any, target: Any) -> bool:
    if user is None or not user.is_authenticated:
        return False
    return oversees(user, kind_for(target).home_territory(target))


def _protect_url(kind: str, target: Any) -> str:
    name = target.need.code if kind == "need_page" else target.public_id
    return reverse("moderation:protect", args=[_FAMILIES[kind], name])
