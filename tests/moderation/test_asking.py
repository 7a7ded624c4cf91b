"""Asking the author for a change, and giving up when nobody answers."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contributions.errors import NotNow, StaleVersion
from contributions.models import Proposal
from contributions.services import resubmit
from journal.models import AuditEvent
from journal.outbox import drain
from moderation.deciding.services import ask_for_change, refuse_proposal
from moderation.errors import MissingReason
from moderation.jobs import remind_and_expire
from moderation.models import Decision
from moderation.permissions import can_ask_for_change
from notifications.models import Notice
from tests.contributions.actions.making import accept
from tests.contributions.making import WHY, ask, propose

State = Proposal.State


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer")


def ask_author(proposal: Proposal, moderator, message: str = "Précisez le lieu.", version: int = 1):
    return ask_for_change(proposal=proposal, moderator=moderator, version=version, message=message)


def test_the_author_is_told_what_to_change(cast, proposal) -> None:
    decision = ask_author(proposal, cast.animator)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_at) == (State.NEEDS_CHANGES, None)
    assert (decision.verdict, decision.message) == (Decision.Verdict.ASK, "Précisez le lieu.")
    assert AuditEvent.objects.filter(action="proposal.change_asked").count() == 1
    drain(at=timezone.now() + timedelta(minutes=1))
    message = next(one for one in mail.outbox if one.to == [cast.outsider.email])
    assert "Précisez le lieu." in message.body
    assert str(proposal.uuid) in message.body


@pytest.mark.parametrize("message", ["", "   ", "x" * 1001])
def test_who_asks_says_what(cast, proposal, message) -> None:
    with pytest.raises(MissingReason):
        ask_author(proposal, cast.animator, message)
    assert not Decision.objects.exists()


def test_one_asks_once_a_version(cast, proposal) -> None:
    ask_author(proposal, cast.animator)
    with pytest.raises(NotNow):
        ask_author(proposal, cast.administrator)
    with pytest.raises(StaleVersion):
        ask_author(proposal, cast.administrator, version=2)


def test_one_asks_once_a_version_even_after_a_clash(cast, proposal) -> None:
    ask_author(proposal, cast.animator)
    Proposal.objects.filter(pk=proposal.pk).update(state=State.CONFLICT)
    with pytest.raises(NotNow):
        ask_author(proposal, cast.animator)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("who", ["outsider", "publisher", "other_animator"])
def test_those_without_the_role_there_ask_nothing(cast, proposal, who) -> None:
    with pytest.raises(PermissionDenied):
        ask_author(proposal, getattr(cast, who))


def test_nobody_is_asked_about_a_report(offer, cast) -> None:
    report = ask(author=None, target=offer, channel="report", changes={"fee_detail": "7 €"})
    assert can_ask_for_change(cast.animator, report).reason


def test_an_animator_may_change_their_mind(offer, cast, proposal) -> None:
    ask_author(proposal, cast.animator)
    accept(proposal, cast.animator)
    assert [one.verdict for one in proposal.decisions.all()] == ["accept", "ask"]
    other = propose(offer, cast.outsider, fee_detail="7 €")
    ask_author(other, cast.animator)
    refuse_proposal(proposal=other, moderator=cast.animator, version=1, reason="outdated")


def reminders() -> int:
    return Notice.objects.filter(kind="proposal_reminder").count()


def test_two_reminders_then_it_is_given_up(cast, proposal) -> None:
    ask_author(proposal, cast.animator)
    asked = timezone.now()
    for day, told in ((9, 0), (11, 1), (12, 1), (24, 2), (29, 2)):
        remind_and_expire(asked + timedelta(days=day))
        assert reminders() == told
    proposal.refresh_from_db()
    assert proposal.state == State.NEEDS_CHANGES
    remind_and_expire(asked + timedelta(days=31))
    proposal.refresh_from_db()
    assert proposal.state == State.EXPIRED
    assert proposal.changes == {"title": "Voitures à louer"}
    assert Notice.objects.filter(kind="proposal_expired", recipient=cast.outsider).count() == 1
    assert AuditEvent.objects.filter(action="proposal.expired").count() == 1


def test_who_answered_is_neither_reminded_nor_given_up(cast, proposal) -> None:
    ask_author(proposal, cast.animator)
    resubmit(
        proposal=proposal,
        author=cast.outsider,
        version=1,
        changes={"title": "Voitures à louer à Rodez"},
        summary=WHY,
    )
    remind_and_expire(timezone.now() + timedelta(days=31))
    proposal.refresh_from_db()
    assert proposal.state == State.PENDING
    assert reminders() == 0


def test_what_was_asked_again_counts_from_then(cast, proposal) -> None:
    ask_author(proposal, cast.animator)
    first = Decision.objects.get()
    Decision.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=25))
    resubmit(
        proposal=proposal,
        author=cast.outsider,
        version=1,
        changes={"title": "Voitures à louer à Rodez"},
        summary=WHY,
    )
    ask_author(proposal, cast.animator, version=2)
    remind_and_expire(timezone.now() + timedelta(days=8))
    proposal.refresh_from_db()
    assert proposal.state == State.NEEDS_CHANGES
    assert reminders() == 0
