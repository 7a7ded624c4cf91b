from django import template

from contributions import queries

register = template.Library()


@register.simple_tag
def open_proposals(offer_id: int) -> queries.Waiting:
    """How many proposals wait on an offer, and on which fields: all that is public of them."""
    return queries.waiting_on(offer_id)
