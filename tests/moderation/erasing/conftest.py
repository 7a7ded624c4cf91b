import pytest
from django.utils import timezone

from contributions.services import withdraw_proposal
from home.site_tree import ensure_site_tree
from moderation.models import Flag
from offers.models import OfferPage
from offers.publishing import publish_one
from search.models import NotUnderstood
from tests.cast import Cast
from tests.contributions.making import propose
from tests.moderation.matrix.world import World, make_world

NAME = "Hélène Zanzibarde"


@pytest.fixture
def world(offer: OfferPage, cast: Cast) -> World:
    """Where everybody did something, with a proposal that is closed."""
    ensure_site_tree()
    found = make_world(cast, offer)
    closed = propose(found.offer, cast.outsider, fee_detail="7 € par jour")
    withdraw_proposal(proposal=closed, author=cast.outsider)
    day = timezone.localdate()
    NotUnderstood.objects.create(digest="d", text="mot", first_seen=day, last_seen=day, days=3)
    Flag.objects.create(
        proposal=found.proposal,
        territory=found.proposal.territory,
        user=cast.outsider,
        reason=Flag.Reason.values[0],
    )
    return found


@pytest.fixture
def named_offer(offer: OfferPage, cast: Cast) -> OfferPage:
    """A live offer that names somebody, twice."""
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
