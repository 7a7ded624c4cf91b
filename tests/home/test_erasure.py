"""An erased account leaves its work and nothing of the person, wherever either was kept."""

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from accounts.models import User
from accounts.privacy import erase_account, erasure_warnings, export_account
from contributions import services
from contributions.models import Proposal
from contributions.previews import preview
from home.erasure import histories
from journal.models import ActorReference, AuditEvent
from moderation.deciding.services import SeenVersion, accept_proposal
from moderation.models import Decision
from offers.models import Membership
from offers.services import set_availability
from territories.models import MemberRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(offer, cast):
    proposal = services.propose(
        author=cast.outsider,
        target_kind="offer",
        target=offer,
        changes={"summary": "Une voiture révisée, dès 5 € par jour."},
        summary="Je précise que les voitures sont révisées.",
    )
    shown = SeenVersion(proposal.version, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=cast.animator, seen=shown)
    return proposal


def test_the_export_holds_what_the_person_did(accepted, cast):
    data = export_account(cast.outsider)
    assert data["proposals"][0]["summary"].startswith("Je précise")
    assert data["account"]["email"] == cast.outsider.email
    assert export_account(cast.animator)["decisions"][0]["verdict"] == "accept"
    assert export_account(cast.animator)["roles"][0]["place"] == "Aveyron"
    assert export_account(cast.publisher)["memberships"][0]["structure"] == "Garage du Causse"


def test_what_an_erased_author_wrote_stays_without_a_name(client, accepted, offer, cast):
    erase_account(user=cast.outsider, by="self")
    accepted.refresh_from_db()
    offer.refresh_from_db()
    assert offer.summary == "Une voiture révisée, dès 5 € par jour."
    assert accepted.author is None
    assert "Mésange" not in accepted.author_label
    html = client.get(
        reverse("contributions:history", args=["offres", offer.public_id])
    ).content.decode()
    assert "Mésange patiente" not in html
    assert "Je précise" in html


def test_an_erased_animator_leaves_decisions_without_a_name(accepted, cast):
    erase_account(user=cast.animator, by="self")
    decision = Decision.objects.get(proposal=accepted)
    assert decision.moderator is None
    assert "Awa" not in decision.moderator_label
    assert not MemberRole.objects.filter(territory__uid="fr:department:12").exists()


def test_no_row_points_to_an_erased_person(accepted, offer, cast):
    set_availability(offer=offer, level="full", by=cast.publisher)
    ids = {cast.publisher.pk, cast.outsider.pk, cast.animator.pk}
    for user in (cast.publisher, cast.outsider, cast.animator):
        erase_account(user=user, by="self")
    for model in histories():
        assert not model.objects.filter(history_user_id__in=ids).exists(), model
    assert not PageLogEntry.objects.filter(user_id__in=ids).exists()
    assert not Membership.history.filter(user_id__in=ids).exists()
    assert not Proposal.objects.filter(author__in=ids).exists()
    assert not ActorReference.objects.filter(user__in=ids).exists()
    assert not User.objects.filter(pk__in=ids).exists()


def test_the_erasure_itself_is_on_record_and_names_nobody(cast):
    erase_account(user=cast.outsider, by="self")
    event = AuditEvent.objects.get(action="account.erased")
    assert event.data == {"by": "self"}
    assert event.actor.user is None
    assert cast.outsider.email not in str(event.data)


def test_the_last_keeper_of_a_structure_is_warned(cast):
    assert any("Garage du Causse" in text for text in erasure_warnings(cast.publisher))
    assert not any("Garage" in text for text in erasure_warnings(cast.outsider))
