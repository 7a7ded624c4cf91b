"""Who hears of what: the change of a page reaches its followers, once, and nobody else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from journal import outbox
from notifications.at_once import MOST_AT_ONCE
from notifications.following import follow, unfollow
from notifications.models import Happening, News, Notice, Watch
from notifications.services import HOLD
from offers.bulk import NewOffer, archive_many, publish_many
from offers.models import OfferPage
from offers.publishing import archive_offer, publish_one
from offers.restoring import restore_offer, restore_structure
from offers.services import set_availability
from offers.structure_states import archive_structure
from offers.structures import publish_structure
from tests.factories import CAR, SHELTER, ensure_country, make_offer, offer_fields

pytestmark = pytest.mark.django_db
HOURS = {"opening_hours": "Tu-Fr 10:00-12:00"}


def follow_all(user, offer, frequency="daily"):
    for page in (
        ("offer", offer.public_id),
        ("structure", offer.structure.public_id),
        ("need", CAR),
        ("territory", "fr:department:12"),
    ):
        follow(user=user, page=page, frequency=frequency)


def deliver() -> None:
    """What the loop does: at once, then after the hold."""
    outbox.drain()
    outbox.drain(at=timezone.now() + HOLD)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("offer", None),
        ("need", CAR),
        ("need", "mobilite"),
        ("territory", "fr:commune:12202"),
        ("territory", "fr:department:12"),
        ("territory", "fr"),
    ],
)
def test_change_reaches_who_follows_it_or_what_it_is_in(cast, offer, kind, key):
    follow(user=cast.outsider, page=(kind, key or offer.public_id), frequency="daily")
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    news = News.objects.get()
    assert news.person == cast.outsider
    assert (news.happening.act, news.happening.page) == ("offer.edited", ("offer", offer.public_id))
    assert news.happening.params == {"fields": ["opening_hours"]}


@pytest.mark.parametrize(
    ("kind", "key"),
    [("territory", "fr:department:69"), ("need", "famille"), ("structure", "00000000")],
)
def test_change_of_another_page_is_not_told(cast, offer, kind, key):
    Watch.objects.create(user=cast.outsider, kind=kind, key=key)
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    assert not Happening.objects.exists()


@pytest.mark.parametrize("person", ["publisher", "animator"])
def test_nobody_is_told_of_their_own_acts(cast, offer, person):
    follow_all(getattr(cast, person), offer, "instant")
    publish_one(offer=offer, fields=HOURS, author=cast.publisher, accepted_by=cast.animator)
    archive_offer(offer=offer, actor=getattr(cast, person))
    deliver()
    assert not News.objects.filter(happening__act="offer.archived").exists()
    assert not News.objects.filter(happening__act="offer.edited").exists()
    assert mail.outbox == []


def test_one_mail_a_change_and_person_whatever_they_follow(cast, offer):
    follow_all(cast.outsider, offer)
    follow(user=cast.outsider, page=("territory", "fr:department:12"), frequency="instant")
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    assert News.objects.get().watch.topic == ("territory", "fr:department:12")
    deliver()
    deliver()
    (sent,) = mail.outbox
    assert sent.to == ["sam@example.org"]
    assert offer.title in sent.subject
    assert "horaires" in sent.subject
    assert f"/offres/{offer.public_id}-" in sent.body


def test_mail_waits_for_the_hold(cast, offer):
    follow(user=cast.outsider, page=("offer", offer.public_id), frequency="instant")
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    outbox.drain()
    assert Notice.objects.filter(recipient=cast.outsider).count() == 1
    assert mail.outbox == []


def test_what_is_done_before_following_is_not_told(cast, offer):
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    follow(user=cast.outsider, page=("offer", offer.public_id), frequency="instant")
    deliver()
    assert mail.outbox == []


def test_who_stopped_following_hears_no_more(cast, offer):
    follow(user=cast.outsider, page=("offer", offer.public_id), frequency="instant")
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    unfollow(user=cast.outsider, page=("offer", offer.public_id))
    deliver()
    assert mail.outbox == []


def test_watch_that_is_over_tells_nothing(cast, offer):
    follow(
        user=cast.outsider,
        page=("offer", offer.public_id),
        frequency="instant",
        expires_at=timezone.now() - timedelta(minutes=1),
    )
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    assert not News.objects.exists()


def test_closed_account_is_told_nothing(cast, offer):
    follow(user=cast.outsider, page=("offer", offer.public_id), frequency="instant")
    cast.outsider.is_active = False
    cast.outsider.save(update_fields=["is_active"])
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    assert not News.objects.exists()


def test_page_archived_during_the_hold_is_told_as_gone_only(cast, offer):
    follow(user=cast.outsider, page=("offer", offer.public_id), frequency="instant")
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    outbox.drain()
    archive_offer(offer=offer, actor=cast.animator)
    deliver()
    (sent,) = mail.outbox
    assert "horaires" not in sent.subject + sent.body
    assert Notice.objects.filter(recipient=cast.outsider).count() == 1


def test_hidden_commune_reaches_no_follower_of_it(cast, offer):
    """Who follows each commune would otherwise find a shelter by its changes."""
    for uid in ("fr:commune:12202", "fr:department:12"):
        follow(user=cast.outsider, page=("territory", uid), frequency="daily")
    shelter = make_offer(structure=cast.structure, title="Mise à l'abri", needs=[SHELTER])
    assert News.objects.get().watch.key == "fr:department:12"
    News.objects.all().delete()
    publish_one(offer=shelter, fields=HOURS, author=cast.publisher)
    assert News.objects.get().watch.key == "fr:department:12"


def test_nothing_private_is_kept_of_a_change(cast, offer):
    follow(user=cast.outsider, page=("offer", offer.public_id), frequency="daily")
    secret = "06 12 34 56 78"
    publish_one(offer=offer, fields={"contact_name": secret}, author=cast.publisher, summary=secret)
    assert secret not in str(Happening.objects.values())


def test_availability_and_structure_are_told(cast, offer):
    follow(user=cast.outsider, page=("structure", offer.structure.public_id), frequency="daily")
    set_availability(offer=offer, level="open", by=cast.publisher)
    publish_structure(
        structure=offer.structure, fields={"phone": "05 65 00 00 00"}, author=cast.publisher
    )
    acts = [news.happening.act for news in News.objects.order_by("pk")]
    assert acts == ["offer.availability_set", "structure.edited"]


def test_who_follows_a_duplicate_is_told_and_follows_what_stays(cast, offer):
    other = make_offer(structure=cast.structure, title="Voitures à louer", author=cast.publisher)
    follow(user=cast.outsider, page=("offer", offer.public_id), frequency="instant")
    for page in (offer, other):
        follow(user=cast.member, page=("offer", page.public_id), frequency="daily")
    archive_offer(offer=offer, actor=cast.animator, merged_into=other)
    assert News.objects.filter(happening__act="offer.merged").count() == 2
    deliver()
    assert Watch.objects.get(user=cast.outsider).key == other.public_id
    assert Watch.objects.filter(user=cast.member).count() == 2
    assert "doublon" in mail.outbox[0].subject


def test_structure_that_leaves_and_comes_back_is_told(cast, offer):
    page = ("structure", cast.other_structure.public_id)
    follow(user=cast.outsider, page=page, frequency="daily")
    archive_structure(structure=cast.other_structure, author=cast.animator)
    restore_structure(structure=cast.other_structure, author=cast.animator)
    acts = [news.happening.act for news in News.objects.order_by("pk")]
    assert acts == ["structure.archived", "structure.restored"]


def test_offer_that_comes_back_is_told_as_such_whatever_the_door(cast, offer):
    archive_offer(offer=offer, actor=cast.animator)
    follow(user=cast.outsider, page=("need", CAR), frequency="daily")
    restore_offer(offer=offer, author=cast.publisher, action="proposal.accepted")
    make_offer(structure=cast.structure, title="Atelier vélo", author=cast.publisher)
    acts = [news.happening.act for news in News.objects.order_by("pk")]
    assert acts == ["offer.restored", "offer.created"]


def test_several_changes_in_a_row_are_gathered_too(cast, offer):
    follow(user=cast.outsider, page=("offer", offer.public_id), frequency="instant")
    for number in range(MOST_AT_ONCE + 1):
        fields = {"fee_detail": f"{number} €"}
        publish_one(offer=offer, fields=fields, author=cast.publisher)
    deliver()
    assert mail.outbox == []
    assert News.objects.untold().count() == MOST_AT_ONCE + 1


def test_line_break_in_a_title_forges_no_header(cast, offer):
    follow(user=cast.outsider, page=("offer", offer.public_id), frequency="instant")
    publish_one(offer=offer, fields=HOURS, author=cast.publisher)
    row = offer.public
    row.title = "Voiture\r\nBcc: all@example.org\r\n\r\nBonjour"
    row.save(update_fields=["title"])
    deliver()
    (sent,) = mail.outbox
    assert sent.message()["Bcc"] is None
    assert "\n" not in sent.subject
    assert "\nBcc" not in sent.body
    assert sent.recipients() == ["sam@example.org"]


class TestMany:
    """An import tells its followers too, at a fixed cost."""

    def publish(self, cast, number: int) -> list[OfferPage]:
        rows = [
            NewOffer(cast.structure, offer_fields(title=f"Atelier {n}"), timezone.now())
            for n in range(number)
        ]
        return list(publish_many(rows, country=ensure_country("fr"), author=cast.publisher))

    def test_for_nobody_nothing_is_written(self, cast, offer):
        self.publish(cast, 20)
        Watch.objects.create(user=cast.outsider, kind="territory", key="fr:department:69")
        self.publish(cast, 20)
        assert not Happening.objects.exists()

    @pytest.mark.parametrize("followed", [False, True])
    def test_cost_does_not_grow_with_the_number(
        self, cast, offer, followed, django_assert_num_queries
    ):
        key = "fr:department:12" if followed else "fr:department:69"
        Watch.objects.create(user=cast.outsider, kind="territory", key=key)
        counts = []
        for number in (2, 40):
            self.publish(cast, number)
            with CaptureQueriesContext(connection) as queries:
                self.publish(cast, number)
            counts.append(len([q for q in queries if "notifications_" in q["sql"]]))
        assert counts[0] == counts[1] <= 4

    def test_who_asked_at_once_gets_it_gathered_the_next_morning(self, cast, offer):
        follow(user=cast.outsider, page=("territory", "fr:department:12"), frequency="instant")
        self.publish(cast, MOST_AT_ONCE + 1)
        deliver()
        assert mail.outbox == []
        assert News.objects.untold().count() == MOST_AT_ONCE + 1

    def test_archiving_many_is_told(self, cast, offer):
        offers = self.publish(cast, 3)
        follow(user=cast.outsider, page=("territory", "fr:department:12"), frequency="daily")
        archive_many(offers, country=ensure_country("fr"), actor=cast.animator)
        assert {news.happening.act for news in News.objects.all()} == {"offer.archived"}
