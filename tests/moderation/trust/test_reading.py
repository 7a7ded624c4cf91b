"""Who is confirmed in a territory reads what is proposed there, before it is decided."""

import pytest
from django.urls import reverse

from contributions.permissions import can_see_content
from moderation.models import HiddenProposal, Trust
from tests.contributions.making import propose

pytestmark = pytest.mark.django_db

Level = Trust.Level


@pytest.fixture
def proposal(offer, cast):
    return propose(offer, cast.outsider, title="Voitures à louer")


@pytest.mark.parametrize(
    ("level", "reads"), [(Level.NEW, False), (Level.CONFIRMED, True), (Level.TRUSTED, True)]
)
def test_by_their_level_in_its_territory(client, cast, proposal, level, reads) -> None:
    Trust.objects.create(user=cast.member, territory=proposal.territory, level=level)
    assert bool(can_see_content(cast.member, proposal)) == reads
    client.force_login(cast.member)
    page = client.get(reverse("contributions:proposal", args=[proposal.uuid]))
    assert page.status_code == (200 if reads else 404)
    assert (b"Voitures \xc3\xa0 louer" in page.content) == reads


def test_trust_elsewhere_reads_nothing_here(cast, proposal) -> None:
    elsewhere = proposal.territory.parent
    Trust.objects.create(user=cast.member, territory=elsewhere, level=Level.TRUSTED)
    assert not can_see_content(cast.member, proposal)


def test_what_was_reported_and_hidden_stays_with_its_author_and_the_animators(
    cast, proposal
) -> None:
    Trust.objects.create(user=cast.member, territory=proposal.territory, level=Level.TRUSTED)
    HiddenProposal.objects.create(proposal=proposal, reason="promotion")
    assert not can_see_content(cast.member, proposal)


def test_a_protected_field_is_not_shown_to_them(client, offer, cast) -> None:
    secret = "12 impasse du Refuge"
    offer.visibility.address = "hidden"
    offer.visibility.save()
    proposal = propose(offer, cast.publisher, street_address=secret)
    Trust.objects.create(user=cast.member, territory=proposal.territory, level=Level.CONFIRMED)
    client.force_login(cast.member)
    page = client.get(reverse("contributions:proposal", args=[proposal.uuid]))
    assert page.status_code == 200
    assert secret not in page.content.decode()
