from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, *, turns: bool = False) -> str:
    """As components/icon.html draws it, for what a page shows by the dozen: put together once."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        " icon--turns" if turns else "",
        static("icons.svg"),
        name,
    )
