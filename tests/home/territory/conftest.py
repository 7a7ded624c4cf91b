"""What grows old in Aveyron."""

from datetime import timedelta

import pytest
from django.utils import timezone

from offers.models import OfferPage, PublicOffer


@pytest.fixture
def old_offer(offer) -> OfferPage:
    """Published seven months ago, never checked since."""
    make_old(offer)
    return offer


def make_old(offer: OfferPage, days: int = 210, **dates: object) -> None:
    """As if it had been published so long ago."""
    then = timezone.now() - timedelta(days=days)
    page = OfferPage.objects.get(pk=offer.pk)
    page.first_published_at = then
    page.save(update_fields=["first_published_at"])
    PublicOffer.objects.filter(pk=offer.pk).update(
        **{"verified_at": None, "imported_at": None, **dates}
    )
