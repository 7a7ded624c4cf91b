"""Due dates, and what becomes late: by the hours of the clock, whatever the day or the season."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contributions.due import answered_within, set_due, urgency
from contributions.errors import ClosedProposal, NotNow, StaleVersion
from contributions.models import Proposal
from contributions.services import resubmit
from moderation.deciding.jobs import escalate_what_is_late
from moderation.deciding.services import ask_for_change, escalate_proposal, undo_escalation
from moderation.errors import MissingReason
from moderation.models import Escalation
from notifications.models import Notice
from territories.models import MemberRole, Territory
from territories.services import grant_role
from tests.contributions.making import WHY, ask, propose
from tests.moderation.deciding.making import accept, refuse

HOUR = timedelta(hours=1)


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer")


def bring_up(proposal, moderator, message="Je ne connais pas ce garage.") -> Escalation:
    return escalate_proposal(
        proposal=proposal, moderator=moderator, version=proposal.version, message=message
    )


def now(proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ({"kind": "fact"}, 72),
        ({"kind": "closure"}, 72),
        ({"kind": "typo"}, 168),
        ({"kind": "new"}, 168),
        ({"kind": "typo", "risk_reasons": ["hidden_address"]}, 24),
        ({"kind": "fact", "risk_reasons": ["payment", "rights"]}, 72),
        ({"kind": "fact", "channel": "import"}, 168),
        ({"kind": "unheard of"}, 168),
    ],
)
def test_within_how_long(said, hours) -> None:
    assert answered_within(Proposal(**said)) == hours * HOUR


def test_a_proposal_says_when_it_is_due(offer, cast) -> None:
    proposal = ask(author=cast.outsider, target=offer, changes={"title": "Autos"}, kind="typo")
    assert now(proposal).due_at == proposal.created_at + 168 * HOUR
    assert urgency(proposal) == "other"


def test_the_next_version_is_due_anew(offer, cast, proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(due_at=timezone.now() - HOUR)
    resubmit(
        proposal=proposal,
        author=cast.outsider,
        version=1,
        changes={"title": "Autos à louer"},
        summary=WHY,
    )
    assert now(proposal).due_at > timezone.now() + 71 * HOUR


def test_three_days_are_seventy_two_hours_when_the_clocks_change() -> None:
    sent = datetime(2026, 10, 24, 12, tzinfo=ZoneInfo("Europe/Paris"))
    proposal = Proposal(kind="fact")
    set_due(proposal, at=sent.astimezone(UTC))
    assert proposal.due_at - sent.astimezone(UTC) == 72 * HOUR
    assert proposal.due_at.astimezone(ZoneInfo("Europe/Paris")).hour == 11


def test_an_animator_asks_those_above(cast, proposal) -> None:
    escalation = bring_up(proposal, cast.animator)
    assert (escalation.to.uid, escalation.is_late) == ("fr", False)
    assert now(proposal).escalated_to.uid == "fr"
    notice = Notice.objects.get(kind="proposal_escalated")
    assert notice.recipient == cast.administrator
    assert notice.params["message"] == "Je ne connais pas ce garage."
    accept(proposal, cast.animator)


def test_nobody_is_above_the_country(cast, proposal) -> None:
    bring_up(proposal, cast.animator)
    with pytest.raises(PermissionDenied):
        bring_up(proposal, cast.administrator)


def test_the_region_comes_first_when_somebody_animates_it(cast, proposal) -> None:
    region = Territory.objects.get(uid="fr:department:12").parent
    grant_role(user=cast.other_animator, role=MemberRole.Role.ANIMATOR, territory=region)
    assert bring_up(proposal, cast.animator).to == region
    assert bring_up(proposal, cast.other_animator).to.uid == "fr"


def test_refusals(cast, proposal) -> None:
    with pytest.raises(MissingReason):
        bring_up(proposal, cast.animator, message=" \n")
    with pytest.raises(PermissionDenied):
        bring_up(proposal, cast.other_animator)
    with pytest.raises(StaleVersion):
        escalate_proposal(
            proposal=proposal, moderator=cast.animator, version=3, message="Trop tard."
        )
    ask_for_change(proposal=proposal, moderator=cast.animator, version=1, message="Précisez.")
    with pytest.raises(NotNow):
        bring_up(proposal, cast.animator)
    refuse(proposal, cast.animator)
    with pytest.raises(ClosedProposal):
        bring_up(proposal, cast.animator)
    assert not Escalation.objects.exists()


def test_the_clock_brings_up_what_is_late_once(cast, proposal) -> None:
    due = now(proposal).due_at
    escalate_what_is_late(due - HOUR)
    assert not Escalation.objects.exists()
    for late in (due, due + HOUR, due + 73 * HOUR, due + 300 * HOUR):
        escalate_what_is_late(late)
    (escalation,) = Escalation.objects.all()
    assert (escalation.is_late, escalation.by, escalation.to.uid) == (True, None, "fr")
    assert now(proposal).state == Proposal.State.PENDING
    assert now(proposal).due_at == due
    assert now(proposal).escalates_at is None


def test_one_notice_for_all_that_is_late(offer, cast) -> None:
    for number in range(3):
        propose(offer, cast.outsider, title=f"Voitures à louer {number}")
    escalate_what_is_late(timezone.now() + 73 * HOUR)
    notice = Notice.objects.get(kind="proposals_late")
    assert (notice.recipient, notice.params["count"]) == (cast.administrator, 3)


def test_what_waits_for_its_author_is_not_late(cast, proposal) -> None:
    ask_for_change(proposal=proposal, moderator=cast.animator, version=1, message="Précisez.")
    escalate_what_is_late(timezone.now() + 300 * HOUR)
    assert not Escalation.objects.exists()
    assert not Proposal.objects.late(at=timezone.now() + 300 * HOUR).exists()


def test_undone_it_is_late_no_sooner_than_before(cast, proposal) -> None:
    """The clock had brought it to the region, which then asked the country."""
    region = Territory.objects.get(uid="fr:department:12").parent
    grant_role(user=cast.other_animator, role=MemberRole.Role.ANIMATOR, territory=region)
    late = timezone.now() - HOUR
    Proposal.objects.filter(pk=proposal.pk).update(due_at=late, escalates_at=late)
    escalate_what_is_late(timezone.now())
    before = now(proposal)
    escalation = bring_up(before, cast.other_animator)
    undo_escalation(escalation=escalation, moderator=cast.other_animator)
    after = now(proposal)
    assert (after.escalated_to, after.escalates_at) == (region, before.escalates_at)


def test_undone_the_first_time_it_is_late_when_it_was_due(cast, proposal) -> None:
    escalation = bring_up(proposal, cast.animator)
    undo_escalation(escalation=escalation, moderator=cast.animator)
    after = now(proposal)
    assert (after.escalated_to, after.escalates_at) == (None, after.due_at)
