"""Daily and weekly mails (G4): when they leave, what they hold, once, and never for nothing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from journal import clock, outbox
from journal.models import Outbox
from notifications.digests import last_sending, write_digests
from notifications.following import change_frequency, follow
from notifications.jobs import KEPT_FOR, purge
from notifications.models import Digest, Happening, News, Preferences, Watch
from notifications.preferences import choose
from offers.publishing import archive_offer, publish_one
from tests.factories import make_offer

pytestmark = pytest.mark.django_db
PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")
# A Wednesday.
NOON = datetime(2027, 3, 10, 12, tzinfo=PARIS)
HOURS = ["Tu-Fr 10:00-12:00", "Mo 10:00-12:00", "We 10:00-12:00"]


def change(offer, cast, *, at: datetime, number: int = 0) -> None:
    with time_machine.travel(at, tick=False):
        publish_one(offer=offer, fields={"opening_hours": HOURS[number]}, author=cast.publisher)


def run(at: datetime) -> int:
    """What the loop does at this time; how many mails left."""
    before = len(mail.outbox)
    with time_machine.travel(at, tick=False):
        write_digests(at=at)
        outbox.drain(at=at)
    return len(mail.outbox) - before


def at(day: int, hour: int, minute: int = 0, month: int = 3, zone: ZoneInfo = PARIS) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=zone)


@pytest.fixture
def followed(cast, offer):
    """An offer that somebody follows day by day."""
    with time_machine.travel(NOON - timedelta(days=30), tick=False):
        follow(user=cast.outsider, page=("offer", offer.public_id), frequency="daily")
    return offer


@pytest.mark.parametrize(
    ("frequency", "now", "expected"),
    [
        ("daily", at(10, 7), at(10, 7)),
        ("daily", at(10, 6, 59), at(9, 7)),
        ("daily", at(10, 23), at(10, 7)),
        ("weekly", at(8, 7), at(8, 7)),
        ("weekly", at(8, 6, 59), at(1, 7)),
        ("weekly", at(14, 23), at(8, 7)),
        # The night of 28 March 2027 has 23 hours, that of 31 October 25: it is seven all the same.
        ("daily", at(28, 7), at(28, 7)),
        ("daily", at(28, 6, 59), at(27, 7)),
        ("daily", at(31, 7, month=10), at(31, 7, month=10)),
        ("weekly", at(29, 7), at(29, 7)),
        ("weekly", at(1, 6, 59, month=11), at(25, 7, month=10)),
    ],
)
def test_seven_o_clock_is_that_of_the_clock_on_the_wall(frequency, now, expected):
    found = last_sending(frequency, at=now.astimezone(UTC), zone=PARIS)
    assert found == expected
    assert found.hour == 7


def test_daily_mail_leaves_at_seven_where_the_person_lives(cast, followed):
    change(followed, cast, at=NOON)
    assert run(at(11, 6, 59)) == 0
    assert run(at(11, 7)) == 1
    (sent,) = mail.outbox
    assert sent.to == [cast.outsider.email]
    assert followed.title in sent.body
    assert "horaires" in sent.body
    assert "Mésange patiente" in sent.body


def test_seven_in_reunion_comes_three_hours_before(cast, followed):
    choose(user=cast.outsider, time_zone="Indian/Reunion", mailed=())
    change(followed, cast, at=NOON)
    assert run(at(11, 6, 59, zone=REUNION)) == 0
    assert run(at(11, 7, zone=REUNION)) == 1


@pytest.mark.parametrize("night", [at(27, 20), at(30, 20, month=10)])
def test_nights_of_23_and_25_hours(cast, followed, night):
    change(followed, cast, at=night)
    seven = datetime.combine((night + timedelta(days=1)).date(), NOON.time(), tzinfo=PARIS)
    seven = seven.replace(hour=7)
    assert run(seven - timedelta(minutes=1)) == 0
    assert run(seven) == 1


def test_weekly_mail_leaves_on_monday(cast, followed):
    change_frequency(watch=Watch.objects.get(), frequency="weekly")
    change(followed, cast, at=NOON)
    for day in (11, 12, 13, 14):
        assert run(at(day, 12)) == 0
    assert run(at(15, 6, 59)) == 0
    assert run(at(15, 7)) == 1
    assert "semaine" in mail.outbox[0].subject
    assert run(at(16, 7)) == 0


def test_late_clock_still_sends_and_keeps_the_next_week_apart(cast, followed):
    change_frequency(watch=Watch.objects.get(), frequency="weekly")
    change(followed, cast, at=NOON)
    change(followed, cast, at=at(16, 12), number=1)
    assert run(at(17, 9)) == 1
    assert News.objects.untold().count() == 1
    assert run(at(18, 9)) == 0
    assert run(at(22, 7)) == 1


def test_one_mail_a_person_grouped_by_page_each_thing_said_once(cast, followed):
    other = make_offer(structure=cast.structure, title="Atelier vélo", author=cast.publisher)
    follow(user=cast.outsider, page=("offer", other.public_id), frequency="daily")
    for number in range(3):
        change(followed, cast, at=NOON + timedelta(hours=number), number=number)
    change(other, cast, at=NOON)
    assert run(at(11, 7)) == 1
    (sent,) = mail.outbox
    assert sent.body.count(f"/offres/{followed.public_id}-") == 1
    assert sent.body.count("horaires") == 2
    assert sent.subject == "Votre journée sur Maillage : 2 pages ont changé"


def test_second_run_of_the_day_sends_nothing(cast, followed):
    change(followed, cast, at=NOON)
    assert [run(at(11, 7)), run(at(11, 7)), run(at(11, 12))] == [1, 0, 0]
    change(followed, cast, at=at(11, 8), number=1)
    assert run(at(11, 13)) == 0
    assert run(at(12, 7)) == 1


def test_crash_between_writing_and_sending_sends_once(cast, followed, monkeypatch):
    change(followed, cast, at=NOON)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", _fail)
        assert run(at(11, 7)) == 0
    assert Outbox.objects.get(topic="digest").last_error == "ConnectionResetError"
    assert Digest.objects.get().sent_at is None
    assert run(at(11, 7, 15)) == 1
    assert run(at(11, 8)) == 0


def _fail(message):
    raise ConnectionResetError


def test_nothing_to_say_no_mail(cast, followed):
    assert run(at(11, 7)) == 0
    assert not Digest.objects.exists()


def test_no_mail_for_ones_own_changes(cast, offer):
    follow(user=cast.publisher, page=("offer", offer.public_id), frequency="daily")
    change(offer, cast, at=NOON)
    assert run(at(11, 7)) == 0


def test_what_was_hidden_since_is_left_out(cast, followed):
    """An archived page: what changed on it is not told any more, nor is an empty mail sent."""
    change(followed, cast, at=NOON)
    with time_machine.travel(at(11, 8), tick=False):
        archive_offer(offer=followed, actor=cast.outsider)
    assert run(at(11, 7)) == 0
    assert Digest.objects.get().sent_at is not None
    assert run(at(12, 7)) == 0


def test_closed_page_is_told_as_closed(cast, followed):
    with time_machine.travel(NOON, tick=False):
        archive_offer(offer=followed, actor=cast.animator)
    assert run(at(11, 7)) == 1
    assert "n’est plus en ligne" in mail.outbox[0].body


def test_closed_account_gets_nothing(cast, followed):
    change(followed, cast, at=NOON)
    cast.outsider.is_active = False
    cast.outsider.save(update_fields=["is_active"])
    assert run(at(11, 7)) == 0


def test_address_that_refused_for_good_gets_nothing_until_it_changes(cast, followed):
    Preferences.objects.create(user=cast.outsider, refused_email=cast.outsider.email)
    change(followed, cast, at=NOON)
    assert run(at(11, 7)) == 0
    cast.outsider.email = "sam@autre.example"
    cast.outsider.save(update_fields=["email"])
    change(followed, cast, at=at(11, 12), number=1)
    assert run(at(12, 7)) == 1


def test_feed_only_is_never_mailed(cast, followed):
    change_frequency(watch=Watch.objects.get(), frequency="feed")
    change(followed, cast, at=NOON)
    assert [run(at(11, 7)), run(at(15, 7))] == [0, 0]


def test_long_mail_is_cut(cast, offer, monkeypatch):
    monkeypatch.setattr("notifications.digests.PAGES_SHOWN", 1)
    follow(user=cast.outsider, page=("territory", "fr:department:12"), frequency="daily")
    with time_machine.travel(NOON, tick=False):
        for number in range(3):
            make_offer(structure=cast.structure, title=f"Atelier {number}", author=cast.publisher)
    run(at(11, 7))
    assert mail.outbox[0].body.count("/offres/") == 1
    assert "Et 2 autres pages" in mail.outbox[0].body


def test_mail_is_a_leavable_plain_text(cast, followed):
    change(followed, cast, at=NOON)
    run(at(11, 7))
    (sent,) = mail.outbox
    message = sent.message()
    assert message.get_content_type() == "text/plain"
    address = message["List-Unsubscribe"]
    assert address.startswith("<https://")
    assert address.strip("<>") in sent.body
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"


def test_mail_speaks_the_persons_language(cast, followed):
    cast.outsider.language = "en"
    cast.outsider.save(update_fields=["language"])
    change(followed, cast, at=NOON)
    run(at(11, 7))
    assert mail.outbox[0].subject == "Your day on Maillage: 1 page has changed"
    assert "/en/offres/" in mail.outbox[0].body


def test_clock_knows_the_jobs(cast, followed):
    change(followed, cast, at=NOON)
    with time_machine.travel(at(11, 7), tick=False):
        ran = clock.run_due(at(11, 7))
    assert {"notifications.digests", "notifications.purge"} <= set(ran.ran)
    assert len(mail.outbox) == 1


def test_old_news_and_watches_that_are_over_are_forgotten(cast, followed):
    change(followed, cast, at=NOON)
    Watch.objects.update(expires_at=NOON)
    purge(NOON + KEPT_FOR)
    assert not Watch.objects.exists()
    assert Happening.objects.exists()
    purge(NOON + KEPT_FOR + timedelta(days=1))
    assert not Happening.objects.exists()
