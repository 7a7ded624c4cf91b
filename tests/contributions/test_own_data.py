"""What an account takes away and leaves behind of its proposals and decisions."""

from accounts.privacy import erase_account, export_account
from contributions.models import Proposal
from contributions.previews import preview
from moderation.deciding.services import SeenVersion, accept_proposal
from moderation.models import Decision
from offers.models import OfferPage
from tests.contributions.making import propose


def decided(offer, cast) -> Proposal:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    seen = SeenVersion(1, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=cast.animator, seen=seen)
    return proposal


def test_proposals_and_decisions_are_exported(offer, cast) -> None:
    proposal = decided(offer, cast)
    assert export_account(cast.outsider)["proposals"][0]["changes"] == proposal.changes
    assert export_account(cast.animator)["decisions"][0]["proposal"] == str(proposal.uuid)
    assert export_account(cast.member)["proposals"] == []


def test_an_erased_account_leaves_its_text_without_its_name(offer, cast) -> None:
    proposal = decided(offer, cast)
    erase_account(user=cast.outsider, by="self")
    erase_account(user=cast.animator, by="self")
    proposal.refresh_from_db()
    decision = Decision.objects.get()
    assert (proposal.author, decision.moderator) == (None, None)
    assert "Mésange" not in proposal.author_label
    assert decision.moderator_label != "Awa"
    assert OfferPage.objects.get(pk=offer.pk).title == "Voitures à louer"
