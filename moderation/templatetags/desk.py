from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.text import capfirst

from moderation.desk.group_html import groups_html
from offers.markup import filled, joined

register = template.Library()

register.simple_tag(groups_html, name="queue_groups")

_OPTION = '<option value="{}">{}</option>'
_CHOSEN = '<option value="{}" selected>{}</option>'


@register.simple_tag
def options(choices: Iterable[tuple[str, Any]], chosen: str) -> str:
    """Those of a box: a whole country has a hundred places."""
    return joined(
        filled(_CHOSEN if value == chosen else _OPTION, value, capfirst(label))
        for value, label in choices
    )
