"""What moderation keeps of a person's acts is in their copy, and loses their name with them."""

from accounts.privacy import erase_account, export_account
from contributions.models import ProposalVersion
from moderation.deciding.services import escalate_proposal, skip_proposal
from moderation.models import Agreement, Aside, Escalation
from tests.contributions.making import propose
from tests.moderation.deciding.making import PAYMENT, accept, edit


def test_it_is_exported_then_nobody_s(offer, cast) -> None:
    edit(propose(offer, cast.outsider, title="Voitures"), cast.animator, title="Autos à louer")
    paying = propose(offer, cast.outsider, fee_detail=PAYMENT)
    accept(paying, cast.animator)
    skip_proposal(proposal=paying, moderator=cast.animator, version=1)
    escalate_proposal(proposal=paying, moderator=cast.animator, version=1, message="À voir.")
    copy = export_account(cast.animator)
    assert {one["act"] for one in copy["stands"]} == {"agree", "skip", "escalate"}
    assert copy["edits"][0]["version"] == 2
    erase_account(user=cast.animator, by="self")
    assert not Aside.objects.exists()
    labels = [
        Agreement.objects.get().moderator_label,
        Escalation.objects.get().by_label,
        ProposalVersion.objects.get(number=2).edited_by_label,
    ]
    assert "Awa" not in labels
    assert Agreement.objects.get().moderator is None
    assert ProposalVersion.objects.get(number=2).edited_by is None
