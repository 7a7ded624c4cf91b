"""What people write cannot become a header of a mail (S14)."""

import pytest
from django.core import mail
from django.utils import timezone

from contributions.models import Proposal
from journal.outbox import drain
from moderation.deciding.services import ask_for_change, refuse_proposal
from moderation.models import Decision
from tests.contributions.making import propose

FORGED = "Bonjour à tous\r\nBcc: tous@example.org\r\n\r\nCliquez ici"


def sent() -> list[mail.EmailMessage]:
    drain(at=timezone.now() + timezone.timedelta(minutes=1))
    assert mail.outbox
    return mail.outbox


def assert_nothing_is_forged() -> None:
    for message in sent():
        built = message.message()
        assert built["Bcc"] is None
        assert "\n" not in message.subject
        assert not any("tous@example.org" in address for address in message.recipients())


@pytest.mark.parametrize(
    "forged", [FORGED, FORGED.replace("\r\n", "\n"), FORGED.replace("\r\n", "\r")]
)
def test_a_summary_forges_no_header(offer, cast, forged) -> None:
    proposal = propose(offer, cast.outsider, summary=forged, title=forged[:14])
    assert "\n" not in proposal.summary
    assert "\r" not in proposal.summary
    assert_nothing_is_forged()


def test_a_title_forges_no_header(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, title=FORGED)
    assert "\n" not in proposal.changes["title"]
    assert_nothing_is_forged()


def test_the_answer_of_an_animator_forges_no_header(offer, cast) -> None:
    first, other = propose(offer, cast.outsider), propose(offer, cast.member, title="Des voitures")
    said = {"moderator": cast.animator, "version": 1, "message": FORGED}
    refuse_proposal(proposal=first, reason=Decision.Reason.OTHER, **said)
    ask_for_change(proposal=other, **said)
    assert Proposal.objects.filter(state=Proposal.State.REJECTED).exists()
    assert_nothing_is_forged()
