from typing import Any

from django import template

from contributions.discussion.reading import thread_count
from contributions.discussion.rendering import message_html

register = template.Library()


@register.filter
def message(text: str) -> str:
    """A message of a discussion, escaped, with its paragraphs and links."""
    return message_html(text)


@register.simple_tag(takes_context=True)
def discussions(context: dict[str, Any], kind: str, pk: int) -> int:
    """How many discussions the reader finds on a page."""
    return thread_count(kind, pk, context["user"])
