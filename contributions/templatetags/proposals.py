from django import template

from contributions import queries

register = template.Library()


@register.simple_tag
def open_proposals(offer_id: int) -> int:
    """How many proposals wait on an offer; all that the public is told of them."""
    return queries.open_count(offer_id)
