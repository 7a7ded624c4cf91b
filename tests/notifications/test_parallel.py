"""Two drains, or two clocks, at once; and a process killed between two steps (C10)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from journal import outbox
from journal.models import Outbox
from notifications.digests import write_digests
from notifications.following import follow
from notifications.models import Digest, News, Notice, Watch
from notifications.services import HOLD
from offers.publishing import publish_one
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
HOURS = {"opening_hours": "Tu-Fr 10:00-12:00"}


def everyone(cast):
    return (cast.outsider, cast.member, cast.other_animator)


def follow_by_all(cast, offer, frequency: str) -> None:
    for user in everyone(cast):
        follow(user=user, page=("offer", offer.public_id), frequency=frequency)


def test_two_drains_tell_each_person_once(cast, offer):
    follow_by_all(cast, offer, "instant")
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    at_once(*[outbox.drain] * 2)
    later = timezone.now() + HOLD
    at_once(*[lambda: outbox.drain(at=later)] * 2)
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(u.email for u in everyone(cast))


def test_two_clocks_write_one_digest_a_person(cast, offer):
    follow_by_all(cast, offer, "daily")
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    tomorrow = timezone.now() + timedelta(days=1)
    at_once(*[lambda: write_digests(at=tomorrow)] * 2)
    at_once(*[lambda: outbox.drain(at=tomorrow)] * 2)
    assert Digest.objects.count() == len(mail.outbox) == len(everyone(cast))


def test_two_clicks_make_one_watch(cast, offer):
    page = ("offer", offer.public_id)
    at_once(*[lambda: follow(user=cast.outsider, page=page, frequency="daily")] * 4)
    assert Watch.objects.count() == 1


def test_change_that_is_undone_tells_nobody(cast, offer):
    follow_by_all(cast, offer, "instant")
    with transaction.atomic():
        publish_one(offer=offer, fields=HOURS, author=cast.publisher)
        transaction.set_rollback(True)
    outbox.drain()
    assert not News.objects.exists()
    assert not Outbox.objects.filter(topic="watch").exists()


@pytest.mark.parametrize("step", ["publish", "tell", "mail"])
def test_killed_between_two_steps_it_is_told_once(cast, offer, monkeypatch, step):
    """The process dies after the commit, in the middle of the notices, or after the mail left."""
    follow(user=cast.outsider, page=("offer", offer.public_id), frequency="instant")
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    if step == "tell":
        with monkeypatch.context() as patch:
            patch.setattr("notifications.at_once.notify", _die)
            with pytest.raises(_Killed):
                outbox.drain()
        assert not Notice.objects.exists()
        outbox.drain(at=timezone.now() + outbox.LEASE)
    else:
        outbox.drain()
    assert Notice.objects.count() == 1
    late = timezone.now() + outbox.LEASE + HOLD
    if step == "mail":
        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.EmailMessage.send", _die)
            with pytest.raises(_Killed):
                outbox.drain(at=late)
    for _again in range(2):
        late += outbox.LEASE
        outbox.drain(at=late)
    assert len(mail.outbox) == 1


class _Killed(BaseException):
    """No `except Exception` sees it, as none sees a process die."""


def _die(*arguments, **named):
    raise _Killed
