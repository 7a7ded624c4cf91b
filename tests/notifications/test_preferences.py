"""How people are told: their choices, their feed, the hint of new messages, their own data."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.privacy import erase_account, export_account
from journal import outbox
from notifications.following import follow
from notifications.kinds import optional_for
from notifications.models import Happening, News, Notice, Preferences, Watch
from notifications.preferences import choose, new_feed, preferences_of, silence, zone_named
from notifications.services import HOLD, notify
from offers.publishing import archive_offer, publish_one

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
HOURS = {"opening_hours": "Tu-Fr 10:00-12:00"}


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.outsider, backend=BACKEND)
    return client


class TestChoices:
    def test_kinds_and_place_are_kept(self, client, cast):
        client.force_login(cast.animator, backend=BACKEND)
        sent = {"mailed": ["import_to_review"], "time_zone": "Indian/Reunion"}
        choose(user=cast.animator, time_zone="", mailed=list(optional_for(cast.animator)))
        assert client.post(reverse("notifications:preferences"), sent).status_code == 302
        chosen = preferences_of(cast.animator)
        assert chosen.time_zone == "Indian/Reunion"
        assert "proposal_to_review" in chosen.silenced
        assert "import_to_review" not in chosen.silenced

    def test_who_animates_nothing_is_not_asked_about_it(self, signed_in, cast):
        content = signed_in.get(reverse("notifications:watches")).content.decode()
        assert "dans mes territoires" not in content
        assert "dans mes territoires" in str(optional_for(cast.animator))

    def test_what_is_not_offered_stays_as_it_was(self, cast):
        silence(user=cast.outsider, kind="proposal_to_review")
        choose(user=cast.outsider, time_zone="", mailed=())
        assert preferences_of(cast.outsider).silenced == ["proposal_to_review"]

    @pytest.mark.parametrize(
        "sent", [{"time_zone": "Mars/Olympus"}, {"mailed": "proposal_accepted"}, {"mailed": "\x00"}]
    )
    def test_unknown_choice_is_refused(self, signed_in, sent):
        assert signed_in.post(reverse("notifications:preferences"), sent).status_code == 422
        assert not Preferences.objects.exists()

    def test_zone_that_is_gone_is_that_of_the_site(self, settings):
        settings.TIME_ZONE = "Europe/Brussels"
        assert [zone_named(name).key for name in ("", "../etc", "Indian/Mayotte")] == [
            "Europe/Brussels",
            "Europe/Brussels",
            "Indian/Mayotte",
        ]

    @pytest.mark.parametrize("name", ["watches", "preferences", "feed-change"])
    def test_visitor_is_sent_to_sign_in(self, client, places, name):
        answer = client.post(reverse(f"notifications:{name}"))
        assert answer.status_code in {302, 405}
        assert not Preferences.objects.exists()


def tell(cast) -> None:
    notify(
        recipient=cast.outsider,
        kind="proposal_accepted",
        key=f"{Notice.objects.count()}",
        path="/propositions/1/",
        params={"title": "Garage", "is_published": True},
    )


def refuse(code: int):
    def send(message):
        raise SMTPRecipientsRefused({message.to[0]: (code, b"no")})

    return send


class TestRefusedAddress:
    def test_refusal_for_good_is_kept_and_nothing_more_is_sent(self, cast, monkeypatch):
        monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse(550))
        tell(cast)
        assert outbox.drain(at=timezone.now() + HOLD) == 1
        assert preferences_of(cast.outsider).refused_email == cast.outsider.email
        monkeypatch.undo()
        tell(cast)
        outbox.drain(at=timezone.now() + HOLD)
        assert mail.outbox == []

    def test_refusal_for_now_is_tried_again(self, cast, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.EmailMessage.send", refuse(451))
            tell(cast)
            assert outbox.drain(at=timezone.now() + HOLD) == 0
        assert preferences_of(cast.outsider).refused_email == ""
        assert outbox.drain(at=timezone.now() + HOLD * 10) == 1
        assert len(mail.outbox) == 1

    def test_person_is_told_on_their_page(self, signed_in, cast):
        Preferences.objects.create(user=cast.outsider, refused_email=cast.outsider.email)
        content = signed_in.get(reverse("notifications:watches")).content.decode()
        assert "refuse nos messages" in content


class TestOwnFeed:
    def address(self, signed_in) -> str:
        content = signed_in.post(reverse("notifications:feed-change")).content.decode()
        return content.split('<p class="breaks"><a href="')[1].split('"')[0]

    def test_tells_what_changed_and_not_what_one_did(self, signed_in, client, cast, offer):
        address = self.address(signed_in)
        follow(user=cast.outsider, page=("offer", offer.public_id), frequency="feed")
        publish_one(offer=offer, fields=HOURS, author=cast.publisher)
        publish_one(offer=offer, fields={"fee_detail": "6 €"}, author=cast.outsider)
        client.logout()
        answer = client.get(address)
        content = answer.content.decode()
        assert answer["Content-Type"].startswith("application/atom+xml")
        assert answer["X-Robots-Tag"] == "noindex"
        assert "private" in answer["Cache-Control"]
        assert offer.title in content
        assert "horaires" in content
        assert content.count("<entry>") == 1

    def test_what_may_no_longer_be_read_is_left_out(self, signed_in, cast, offer):
        address = self.address(signed_in)
        follow(user=cast.outsider, page=("offer", offer.public_id), frequency="feed")
        publish_one(offer=offer, fields=HOURS, author=cast.publisher)
        archive_offer(offer=offer, actor=cast.outsider)
        assert "<entry>" not in signed_in.get(address).content.decode()

    def test_address_is_kept_as_a_hash_only(self, signed_in, cast):
        token = new_feed(user=cast.outsider)
        assert token not in str(Preferences.objects.values())

    def test_new_address_replaces_the_former_one(self, signed_in, client):
        first = self.address(signed_in)
        second = self.address(signed_in)
        assert [client.get(first).status_code, client.get(second).status_code] == [404, 200]
        signed_in.post(reverse("notifications:feed-change"), {"act": "stop"})
        assert client.get(second).status_code == 404

    def test_unknown_or_closed_is_not_found(self, signed_in, client, cast):
        address = self.address(signed_in)
        assert client.get(reverse("notifications:feed", args=["x"])).status_code == 404
        cast.outsider.is_active = False
        cast.outsider.save(update_fields=["is_active"])
        client.logout()
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize("number", [1, 30])
    def test_costs_the_same_whatever_its_length(
        self, client, cast, offer, number, django_assert_num_queries
    ):
        watch = follow(user=cast.outsider, page=("offer", offer.public_id), frequency="feed")
        for _number in range(number):
            happening = Happening.objects.create(
                act="offer.edited", kind="offer", key=offer.public_id, params={"fields": []}
            )
            News.objects.create(person=cast.outsider, happening=happening, watch=watch)
        address = reverse("notifications:feed", args=[new_feed(user=cast.outsider)])
        client.get(address)
        with django_assert_num_queries(3):
            client.get(address)

    def test_title_that_xml_cannot_hold_breaks_nothing(self, signed_in, cast, offer):
        address = self.address(signed_in)
        follow(user=cast.outsider, page=("offer", offer.public_id), frequency="feed")
        publish_one(offer=offer, fields=HOURS, author=cast.publisher)
        row = offer.public
        row.title = "A\x08B ]]> <script>alert(1)</script>"
        row.save(update_fields=["title"])
        answer = signed_in.get(address)
        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode()


class TestUnread:
    def test_counts_and_says_it(self, signed_in, cast):
        tell(cast)
        tell(cast)
        answer = signed_in.get(reverse("notifications:unread"))
        assert answer.json() == {"count": 2, "text": "2 nouveaux messages"}
        assert "private" in answer["Cache-Control"]

    def test_says_nothing_when_nothing_is_new(self, signed_in):
        assert signed_in.get(reverse("notifications:unread")).json() == {"count": 0, "text": ""}

    def test_answers_304_until_something_changes(self, signed_in, cast):
        tell(cast)
        address = reverse("notifications:unread")
        etag = signed_in.get(address)["ETag"]
        again = signed_in.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        tell(cast)
        assert signed_in.get(address, headers={"If-None-Match": etag}).status_code == 200

    def test_visitor_gets_nothing(self, client, places):
        answer = client.get(reverse("notifications:unread"))
        assert (answer.status_code, answer.json()) == (403, {})

    def test_counts_nobody_elses(self, client, cast):
        tell(cast)
        client.force_login(cast.member, backend=BACKEND)
        assert client.get(reverse("notifications:unread")).json()["count"] == 0


class TestOwnData:
    def test_is_taken_away(self, cast, offer):
        follow(user=cast.outsider, page=("offer", offer.public_id), frequency="daily")
        new_feed(user=cast.outsider)
        held = export_account(cast.outsider)
        assert held["watches"][0]["key"] == offer.public_id
        assert held["telling"][0]["has_a_feed"] is True

    def test_is_erased_with_the_account(self, cast, offer):
        follow(user=cast.outsider, page=("offer", offer.public_id), frequency="daily")
        publish_one(offer=offer, fields=HOURS, author=cast.publisher)
        new_feed(user=cast.outsider)
        erase_account(user=cast.outsider, by="self")
        for model in (Watch, News, Preferences):
            assert not model.objects.exists()
