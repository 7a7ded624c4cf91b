"""Two workers drain one outbox: each mail leaves once, and one of them may be killed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from journal.models import Outbox
from notifications.models import Notice
from notifications.services import TOPIC, notify
from tests.cast import make_user
from tests.processes.making import Town
from tests.processes.running import until

pytestmark = [pytest.mark.services, pytest.mark.enable_socket]

MAILS = 40


@pytest.fixture
def two_workers(here: Town) -> Iterator[Town]:
    """What the acts of other tests are to be mailed waits for another day."""
    waiting = Outbox.objects.waiting().filter(topic=TOPIC)
    waiting.update(not_before=timezone.now() + timedelta(days=1))
    here.site.start_worker("worker-2")
    here.site.wait()
    yield here
    here.site.running.pop("worker-2").stop()


def tell(people: list[User], what: str) -> None:
    """A notice each, to be mailed now."""
    for number in range(MAILS):
        person = people[number % len(people)]
        notify(
            recipient=person,
            kind="proposal_accepted",
            key=f"{what}:{number}",
            path="/",
            params={"title": f"{what} {number}", "page": "Garage", "message": ""},
            hold=timedelta(),
        )


def unsent(what: str) -> int:
    return Outbox.objects.waiting().filter(topic=TOPIC, key__startswith=f"{what}:").count()


def sent(here: Town, people: list[User]) -> list[str]:
    return [mail["Message-ID"] for one in people for mail in here.post.taken_by(one.email)]


def test_two_workers_send_each_mail_once(two_workers: Town) -> None:
    people = [make_user(f"deux{n}@example.org", f"Deux {n}") for n in range(4)]
    tell(people, "deux")
    until(lambda: not unsent("deux"), "mails wait for ever")
    assert len(sent(two_workers, people)) == MAILS
    assert len(set(sent(two_workers, people))) == MAILS


def test_the_other_goes_on_when_one_is_killed(two_workers: Town) -> None:
    """Killed between the mail server's taking a mail and its word that it did: that one mail goes
    again, under the same Message-ID, once its lease is over. No other goes twice."""
    here = two_workers
    people = [make_user(f"tue{n}@example.org", f"Tué {n}") for n in range(4)]
    here.post.hold()
    tell(people, "tue")
    # One in the hands of each.
    until(lambda: len(sent(here, people)) == 2, "the workers took no mail")
    in_hand = set(sent(here, people))
    here.site.running["worker-2"].kill()
    here.post.let_go()
    until(lambda: unsent("tue") == 1, "the other worker did not go on")
    [left] = Outbox.objects.waiting().filter(topic=TOPIC, key__startswith="tue:")
    assert left.leased_until > timezone.now()
    assert Notice.objects.get(key=left.key).mailed_at is None
    # Ten minutes later.
    Outbox.objects.filter(pk=left.pk).update(leased_until=timezone.now())
    until(lambda: not unsent("tue"), "the mail of the dead worker waits for ever")
    found = sent(here, people)
    twice = {one for one in found if found.count(one) > 1}
    assert len(set(found)) == MAILS
    assert len(found) == MAILS + 1
    assert twice < in_hand
