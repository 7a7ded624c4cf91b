"""The weekly mail of an animator (G4): Monday at seven, never empty, left by one click."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from home.territory.digest import KIND, write_weekly
from journal.models import AuditSeal
from journal.outbox import drain
from notifications.models import Notice
from notifications.preferences import choose, silence
from territories.models import MemberRole
from territories.services import revoke_role
from tests.contributions.making import propose
from tests.moderation.appeals.making import colleague

# A Monday in winter: seven in Paris is six in UTC.
SEVEN = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def week_before(time_machine):
    """Those who receive it were there: nobody is told of a week before theirs."""
    time_machine.move_to(SEVEN - timedelta(days=6))


@pytest.fixture
def sunday(cast, offer):
    """The day before: something waits in Aveyron."""
    with time_machine.travel(SEVEN - timedelta(days=1), tick=False):
        propose(offer, cast.outsider)


def pass_at(moment: datetime) -> list[str]:
    """Whom one pass of the clock writes to."""
    mail.outbox.clear()
    with time_machine.travel(moment, tick=False):
        write_weekly(at=moment)
        drain(at=moment)
    return sorted(weekly())


def weekly() -> dict[str, Any]:
    """The weekly mails of the last pass, by address."""
    return {sent.to[0]: sent for sent in mail.outbox if sent.subject.startswith("Votre semaine")}


def test_on_monday_at_seven_once(sunday, cast):
    expected = [cast.animator.email, cast.administrator.email]
    assert pass_at(SEVEN - timedelta(minutes=1)) == []
    assert set(expected) <= set(pass_at(SEVEN))
    assert pass_at(SEVEN + timedelta(minutes=15)) == []
    assert pass_at(SEVEN + timedelta(days=2)) == []
    assert set(expected) <= set(pass_at(SEVEN + timedelta(days=7)))


def test_at_seven_where_they_live(sunday, cast):
    choose(user=cast.animator, time_zone="Indian/Reunion", mailed=[KIND])
    assert pass_at(SEVEN - timedelta(hours=3, minutes=1)) == []
    assert pass_at(SEVEN - timedelta(hours=3)) == [cast.animator.email]


def test_it_says_what_waits_and_where(sunday, cast):
    AuditSeal.objects.create(
        number=1, day=SEVEN.date() - timedelta(days=1), last_event=1, count=1, digest="ab" * 32
    )
    pass_at(SEVEN)
    sent = weekly()[cast.animator.email]
    assert "Aveyron" in sent.subject
    assert reverse("home:territory", args=["fr:department:12"]) in sent.body
    assert "1:" + "ab" * 32 in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nothing_to_say_is_not_said(cast, sunday):
    assert cast.other_animator.email not in pass_at(SEVEN)


def test_whoever_left_it_receives_none(sunday, cast):
    silence(user=cast.animator, kind=KIND)
    assert cast.animator.email not in pass_at(SEVEN)
    assert Notice.objects.filter(recipient=cast.animator, kind=KIND).exists()


def test_a_role_taken_back_tells_of_nothing(sunday, cast):
    with time_machine.travel(SEVEN, tick=False):
        write_weekly(at=SEVEN)
        for role in MemberRole.objects.filter(user=cast.animator):
            revoke_role(role=role, by=None)
        mail.outbox.clear()
        drain(at=SEVEN)
    assert cast.administrator.email in weekly()
    assert cast.animator.email not in weekly()
    assert not Notice.objects.filter(recipient=cast.animator, kind=KIND).exists()


def test_who_is_named_later_waits_for_monday(sunday, cast):
    pass_at(SEVEN)
    with time_machine.travel(SEVEN + timedelta(days=3), tick=False):
        zoe = colleague()
    assert pass_at(SEVEN + timedelta(days=3, hours=1)) == []
    assert zoe.email in pass_at(SEVEN + timedelta(days=7))


def test_only_its_own_territories_are_told(sunday, cast):
    pass_at(SEVEN)
    assert "Rhône" not in weekly()[cast.animator.email].body
    assert cast.outsider.email not in weekly()
