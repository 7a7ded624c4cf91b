"""Whoever is refused may ask that someone else look at it again (G1)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.privacy import erase_account, export_account
from contributions.discussion.services import hide, hide_meanwhile
from contributions.models import Post, Proposal
from journal.models import AuditEvent
from moderation.appeals.errors import ClosedAppeal, Unsaid
from moderation.appeals.jobs import escalate_late
from moderation.appeals.permissions import can_appeal, can_settle
from moderation.appeals.queries import appeals_before
from moderation.appeals.services import (
    appeal_against_hiding,
    settle_appeal,
    withdraw_appeal,
)
from moderation.appeals.signals import decision_overturned
from moderation.deciding.services import ask_for_change, refuse_proposal, undo_decision
from moderation.models import Appeal, Trust
from moderation.permissions import can_decide
from moderation.queries import queue_of
from moderation.trust.services import recount
from notifications.models import Notice
from offers.models import Membership
from offers.services import add_member
from tests.contributions.discussion.making import opening, start
from tests.contributions.making import propose
from tests.moderation.appeals.making import ANSWER, WHY, again, appeal, colleague, refused
from tests.moderation.deciding.making import accept


@pytest.fixture
def decision(offer, cast):
    return refused(offer, cast.outsider, cast.animator)


@pytest.fixture
def other(cast):
    return colleague()


def settle(found: Appeal, by, *, overturns: bool = True, answer: str = ANSWER) -> Appeal:
    return settle_appeal(appeal=found, by=by, overturns=overturns, answer=answer)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient__email", flat=True))


# Filing


def test_the_author_appeals_and_someone_else_is_told(decision, cast, other):
    found = appeal(decision, cast.outsider)
    assert (found.state, found.text, found.decided_by) == ("open", WHY, cast.animator)
    assert found.territory == decision.proposal.territory
    assert told("appeal_to_settle") == {other.email}
    event = AuditEvent.objects.latest("pk")
    assert event.action == "appeal.filed"
    assert event.territory_path == found.territory.path
    assert event.data == {
        "against": "refusal",
        "reason": "not_confirmed",
        "proposal": str(decision.proposal.uuid),
    }


def test_where_the_animator_is_alone_those_above_are_told(decision, cast):
    appeal(decision, cast.outsider)
    assert told("appeal_to_settle") == {cast.administrator.email}


@pytest.mark.parametrize("who", ["member", "publisher", "animator", "administrator"])
def test_nobody_appeals_for_another(decision, cast, who):
    with pytest.raises(PermissionDenied):
        appeal(decision, getattr(cast, who))
    assert not Appeal.objects.exists()


def test_one_appeals_once(decision, cast):
    appeal(decision, cast.outsider)
    with pytest.raises(PermissionDenied):
        appeal(decision, cast.outsider)


def test_who_took_an_appeal_back_may_appeal_again(decision, cast):
    withdraw_appeal(appeal=appeal(decision, cast.outsider), author=cast.outsider)
    assert appeal(decision, cast.outsider).is_open


def test_an_accepted_or_open_proposal_has_nothing_to_appeal_against(offer, cast, decision):
    decision.proposal.state, decision.proposal.decided_at = Proposal.State.PENDING, None
    decision.proposal.save()
    assert not can_appeal(cast.outsider, decision, at=timezone.now())


@pytest.mark.parametrize(("days", "allowed"), [(183, True), (185, False)])
def test_one_appeals_within_six_months(decision, cast, days, allowed):
    at = decision.at + timedelta(days=days)
    assert bool(can_appeal(cast.outsider, decision, at=at)) is allowed


@pytest.mark.parametrize("text", ["", "   ", "non non", "\x00", "mot " * 600])
def test_an_appeal_says_something_and_can_be_read(decision, cast, text):
    with pytest.raises(Unsaid):
        appeal(decision, cast.outsider, text)
    assert not Appeal.objects.exists()


# Settling


def test_an_overturned_refusal_waits_again_and_everybody_is_told(decision, cast, other):
    heard = []

    def hear(sender, appeal, decision, decided_by, **kwargs):
        heard.append((appeal, decision, decided_by))

    decision_overturned.connect(hear)
    try:
        found = settle(appeal(decision, cast.outsider), other)
    finally:
        decision_overturned.disconnect(hear)
    proposal = again(decision.proposal)
    assert (found.state, found.settled_by, found.answer) == ("overturned", other, ANSWER)
    assert (proposal.state, proposal.version, proposal.decided_at) == ("pending", 2, None)
    assert proposal.versions.get(number=2).changes == proposal.changes
    assert heard == [(found, decision, cast.animator)]
    assert told("appeal_overturned") == {cast.outsider.email}
    assert told("decision_overturned") == {cast.animator.email}
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-2:] == ["appeal.overturned", "proposal.reconsidered"]


def test_an_overturned_refusal_counts_no_more_in_trust(decision, cast, other):
    where = {"user": cast.outsider, "territory": decision.proposal.territory}
    assert recount(**where).refused == 1
    settle(appeal(decision, cast.outsider), other)
    assert Trust.objects.get(**where).refused == 0


def test_what_waits_again_can_be_decided_as_any_other(decision, cast, other):
    settle(appeal(decision, cast.outsider), other)
    proposal = again(decision.proposal)
    second = refuse_proposal(
        proposal=proposal, moderator=other, version=2, reason="outdated", message=""
    )
    assert second.proposal_version == 2
    assert can_appeal(cast.outsider, second, at=timezone.now())


def test_who_refused_decides_no_more_on_what_an_appeal_opened(decision, cast, other):
    settle(appeal(decision, cast.outsider), other)
    proposal = again(decision.proposal)
    verdict = can_decide(cast.animator, proposal)
    assert "quelqu’un d’autre" in verdict.reason
    assert proposal not in queue_of(cast.animator)
    for act in (refuse_proposal, ask_for_change):
        said = {"message": "Encore non.", "version": 2, "moderator": cast.animator}
        if act is refuse_proposal:
            said["reason"] = "outdated"
        with pytest.raises(PermissionDenied):
            act(proposal=proposal, **said)
    for user in (other, cast.administrator):
        assert can_decide(user, proposal)
        assert proposal in queue_of(user)


def test_who_refused_rightly_may_decide_on_the_next(decision, offer, cast, other):
    settle(appeal(decision, cast.outsider), other, overturns=False)
    anew = propose(offer, cast.outsider)
    assert can_decide(cast.animator, anew)
    assert anew in queue_of(cast.animator)


def test_an_upheld_refusal_stays(decision, cast, other):
    found = settle(appeal(decision, cast.outsider), other, overturns=False)
    assert found.state == Appeal.State.UPHELD
    assert again(decision.proposal).state == Proposal.State.REJECTED
    assert told("appeal_upheld") == {cast.outsider.email}
    assert not told("decision_overturned")


def test_a_text_proposed_anew_meanwhile_is_not_doubled(decision, offer, cast, other):
    found = appeal(decision, cast.outsider)
    twin = propose(offer, cast.outsider)
    settle(found, other)
    assert again(decision.proposal).state == Proposal.State.REJECTED
    assert again(twin).state == Proposal.State.PENDING


def test_what_the_page_says_meanwhile_is_not_asked_again(decision, offer, cast, other):
    from offers.publishing import publish_one

    found = appeal(decision, cast.outsider)
    publish_one(offer=offer, fields=decision.proposal.changes, author=cast.publisher)
    settle(found, other)
    assert again(decision.proposal).state == Proposal.State.ALREADY_DONE


def test_who_decided_never_settles(decision, cast):
    found = appeal(decision, cast.outsider)
    with pytest.raises(PermissionDenied):
        settle(found, cast.animator)
    assert again(found).is_open


def test_who_decided_an_earlier_version_never_settles(decision, cast, other):
    settle(appeal(decision, cast.outsider), other)
    second = refuse_proposal(
        proposal=again(decision.proposal),
        moderator=other,
        version=2,
        reason="outdated",
        message="",
    )
    found = appeal(second, cast.outsider)
    assert not can_settle(cast.animator, found)
    assert not can_settle(other, found)
    assert can_settle(cast.administrator, found)


@pytest.mark.parametrize("who", ["other_animator", "member", "outsider", "publisher"])
def test_nobody_else_settles(decision, cast, who):
    found = appeal(decision, cast.outsider)
    with pytest.raises(PermissionDenied):
        settle(found, getattr(cast, who))


def test_who_keeps_pages_with_the_author_does_not_settle(decision, cast, other):
    found = appeal(decision, cast.outsider)
    for user in (cast.outsider, other):
        add_member(structure=cast.other_structure, user=user, role=Membership.Role.EDITOR)
    assert not can_settle(other, found)
    assert not appeals_before(other).exists()


def test_the_list_holds_what_may_be_settled(decision, cast, other):
    found = appeal(decision, cast.outsider)
    for user in (other, cast.administrator):
        assert list(appeals_before(user)) == [found]
    for user in (cast.animator, cast.other_animator, cast.outsider, cast.publisher):
        assert not appeals_before(user).exists()


def test_it_is_settled_once(decision, cast, other):
    found = settle(appeal(decision, cast.outsider), other, overturns=False)
    with pytest.raises(ClosedAppeal):
        settle(found, cast.administrator)
    with pytest.raises(ClosedAppeal):
        withdraw_appeal(appeal=found, author=cast.outsider)


def test_the_answer_says_something(decision, cast, other):
    found = appeal(decision, cast.outsider)
    with pytest.raises(Unsaid):
        settle(found, other, answer="non")
    assert again(found).is_open


def test_the_database_refuses_who_decided(decision, cast):
    found = appeal(decision, cast.outsider)
    found.settled_by = cast.animator
    with pytest.raises(IntegrityError), transaction.atomic():
        found.save()


# Hidden messages


def test_a_hidden_message_is_shown_again(offer, cast, other):
    post = opening(start(offer, cast.outsider))
    hide(moderator=cast.animator, post=post, reason=Post.Reason.OFF_TOPIC)
    found = appeal_against_hiding(post=again(post), author=cast.outsider, text=WHY)
    assert found.decided_by == cast.animator
    with pytest.raises(PermissionDenied):
        settle(found, cast.animator)
    settle(found, other)
    assert again(post).hidden_at is None
    assert told("decision_overturned") == {cast.animator.email}


def test_a_message_that_is_not_hidden_has_no_appeal(offer, cast):
    post = opening(start(offer, cast.outsider))
    with pytest.raises(PermissionDenied):
        appeal_against_hiding(post=post, author=cast.outsider, text=WHY)


def test_a_message_hidden_again_may_be_appealed_again(offer, cast, other):
    post = opening(start(offer, cast.outsider))
    for _time in range(2):
        hide(moderator=cast.animator, post=again(post), reason=Post.Reason.INSULT)
        found = appeal_against_hiding(post=again(post), author=cast.outsider, text=WHY)
        with pytest.raises(PermissionDenied):
            appeal_against_hiding(post=again(post), author=cast.outsider, text=WHY)
        settle(found, other)
    assert Appeal.objects.filter(state="overturned").count() == 2


# Time, and people who leave


def test_after_a_week_those_above_are_asked_once(decision, cast, other):
    found = appeal(decision, cast.outsider)
    escalate_late(found.due_at - timedelta(seconds=1))
    assert not told("appeal_late")
    for _pass in range(2):
        escalate_late(found.due_at)
    assert told("appeal_late") == {cast.administrator.email}
    assert AuditEvent.objects.filter(action="appeal.escalated").count() == 1


def test_a_refusal_taken_back_at_once_takes_the_appeal_along(decision, cast, other):
    appeal(decision, cast.outsider)
    undo_decision(decision=decision, moderator=cast.animator)
    assert not Appeal.objects.exists()
    assert not told("appeal_to_settle")


def test_withdrawing_takes_the_notices_back(decision, cast, other):
    withdraw_appeal(appeal=appeal(decision, cast.outsider), author=cast.outsider)
    assert not told("appeal_to_settle")
    with pytest.raises(PermissionDenied):
        withdraw_appeal(appeal=appeal(decision, cast.outsider), author=cast.animator)


def test_who_leaves_takes_their_words_along(decision, cast, other):
    found = appeal(decision, cast.outsider)
    assert export_account(cast.outsider)["appeals"][0]["text"] == WHY
    erase_account(user=cast.outsider, by="self")
    left = again(found)
    assert (left.author, left.text, left.state) == (None, "…", "withdrawn")
    assert WHY not in left.author_label


def test_who_settled_and_leaves_keeps_the_answer(decision, cast, other):
    found = settle(appeal(decision, cast.outsider), other)
    erase_account(user=other, by="self")
    left = again(found)
    assert (left.settled_by, left.answer) == (None, ANSWER)
    assert left.settled_by_label != "Zoé"


def test_who_supported_it_hears_that_it_was_accepted_after_all(offer, cast, other):
    asked = {"fee_detail": "9 € par jour"}
    proposal = propose(offer, cast.outsider, **asked)
    propose(offer, cast.member, **asked)
    refusal = refuse_proposal(
        proposal=proposal, moderator=cast.animator, version=1, reason="not_confirmed"
    )
    settle(appeal(refusal, cast.outsider), other)
    accept(again(proposal), other)
    told = Notice.objects.filter(kind="support_answered", recipient=cast.member).order_by("pk")
    assert [notice.params["is_accepted"] for notice in told] == [False, True]


def test_another_account_of_the_same_person_never_settles(decision, cast):
    twin = colleague("Sam+autre@example.org")
    assert not can_settle(twin, appeal(decision, cast.outsider))


def test_who_hid_it_after_the_reports_never_settles(offer, cast, other):
    """Reports hid it first: nobody had decided when its author appealed."""
    post = opening(start(offer, cast.outsider))
    hide_meanwhile(post=post, reason="insult")
    found = appeal_against_hiding(post=again(post), author=cast.outsider, text=WHY)
    assert can_settle(cast.animator, found)
    hide(moderator=cast.animator, post=post, reason="insult")
    assert not can_settle(cast.animator, again(found))
    assert found not in appeals_before(cast.animator)
    assert found in appeals_before(other)
