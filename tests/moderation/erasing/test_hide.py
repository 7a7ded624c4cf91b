"""An animator takes text off a page: it is nowhere any more, and can come back."""

import pytest

from moderation.erasing.services import hide_text
from moderation.erasing.subjects import of_page
from moderation.models import Hiding
from offers.models import OfferPage
from offers.publishing import publish_one

pytestmark = pytest.mark.django_db

NAME = "Hélène Zanzibarde"


@pytest.fixture
def named_offer(offer, cast) -> OfferPage:
    publish_one(
        offer=offer,
        fields={
            "what": f"<p>Une voiture pour le mois.</p><p>Demandez <strong>{NAME}</strong>.</p>",
            "contact_name": NAME,
        },
        author=cast.publisher,
        summary=f"{NAME} répond.",
    )
    return OfferPage.objects.get(pk=offer.pk)


def test_an_animator_hides_a_name(named_offer, cast) -> None:
    hiding = hide_text(
        subject=of_page(named_offer),
        passages=NAME,
        reason=Hiding.Reason.ON_REQUEST,
        by=cast.animator,
    )
    named_offer.refresh_from_db()
    assert "Zanzibarde" not in named_offer.what
    assert named_offer.contact_name == ""
    print(list(hiding.places.values_list("table", "column")))
