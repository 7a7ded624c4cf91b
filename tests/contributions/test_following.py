"""Who follows a page learns that a proposal waits there, and nothing of what it says."""

import pytest
from django.core import mail
from django.utils import timezone

from contributions.services import withdraw_proposal
from journal import outbox
from notifications.following import follow
from notifications.models import Happening, News
from notifications.services import HOLD
from tests.contributions.making import propose

pytestmark = pytest.mark.django_db
SECRET = "Le patron s'appelle Gontran"


def deliver() -> str:
    outbox.drain()
    outbox.drain(at=timezone.now() + HOLD)
    return "\n".join(
        sent.subject + sent.body for sent in mail.outbox if sent.to == ["malik@autoecole.example"]
    )


@pytest.fixture
def followed(cast, offer):
    follow(user=cast.member, page=("offer", offer.public_id), frequency="instant")
    return offer


def test_followers_learn_that_it_waits_and_not_what_it_says(cast, followed):
    propose(followed, cast.outsider, summary=f"{SECRET} depuis mardi", fee_detail=SECRET)
    told = deliver()
    assert "attend la lecture" in told
    assert SECRET not in told
    assert SECRET not in str(list(Happening.objects.values()))


def test_authors_hear_nothing_of_their_own(cast, followed):
    follow(user=cast.outsider, page=("offer", followed.public_id), frequency="instant")
    propose(followed, cast.outsider)
    assert not News.objects.filter(person=cast.outsider).exists()


def test_nothing_is_said_of_one_that_was_withdrawn(cast, followed):
    proposal = propose(followed, cast.outsider)
    outbox.drain()
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    assert deliver() == ""
