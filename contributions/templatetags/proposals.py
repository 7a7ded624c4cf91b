from django import template

from contributions.models import Proposal

register = template.Library()


@register.simple_tag
def open_proposals(offer_id: int) -> int:
    """How many proposals wait on an offer; all that the public is told of them."""
    return Proposal.objects.open().filter(offer=offer_id).count()
