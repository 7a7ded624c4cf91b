"""What other pages ask about proposals."""

from contributions.models import Proposal
from offers.models import OfferPage


def open_count(offer: OfferPage | int) -> int:
    """How many proposals wait on an offer: with the field names, all that is public of them."""
    pk = offer if isinstance(offer, int) else offer.pk
    return Proposal.objects.open().filter(offer=pk).count()
