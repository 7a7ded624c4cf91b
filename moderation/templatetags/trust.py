"""Who proposes, for who decides: how far they are trusted there, and what may make them one."""

from typing import Any

from django import template
from django.urls import reverse

from contributions.models import Proposal
from moderation.models import Trust
from moderation.trust.closeness import SIGNS, signs_between

register = template.Library()


@register.inclusion_tag("moderation/_author.html")
def author_of(proposal: Proposal, reader: Any) -> dict[str, Any]:
    """Nothing of a report without account."""
    author = proposal.author
    if author is None:
        return {}
    return {
        "trust": Trust.objects.filter(user=author, territory=proposal.territory).first(),
        "signs": [SIGNS[sign] for sign in signs_between(author, reader) if author != reader],
        "block_url": f"{reverse('moderation:block-place')}?proposition={proposal.uuid}",
    }
