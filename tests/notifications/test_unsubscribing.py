"""Leaving a mail by one click, without signing in (RFC 8058)."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.services import CONSENT_DUE
from accounts.vault import seal
from journal import outbox
from notifications.following import follow
from notifications.models import Frequency, Notice, Preferences, Watch
from notifications.preferences import preferences_of
from notifications.services import HOLD, notify
from notifications.unsubscribing import address_to_leave
from offers.publishing import publish_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def watch(cast, offer) -> Watch:
    return follow(user=cast.outsider, page=("offer", offer.public_id), frequency="instant")


def path_to_leave(user, sort: str, name: str) -> str:
    return "/" + address_to_leave(user, sort, name).split("/", 3)[3]


def one_click(path: str, **more):
    """As a mail server posts it: no cookie, no form token."""
    return Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"}, **more)


def test_opening_the_link_changes_nothing(client, cast, watch, offer):
    path = path_to_leave(cast.outsider, "watch", str(watch.pk))
    answer = client.get(path)
    assert answer.status_code == 200
    assert offer.title in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "no-referrer"
    watch.refresh_from_db()
    assert watch.frequency == Frequency.INSTANT


def test_one_click_stops_the_mail_and_keeps_what_is_followed(cast, watch):
    path = path_to_leave(cast.outsider, "watch", str(watch.pk))
    assert [one_click(path).status_code, one_click(path).status_code] == [200, 200]
    watch.refresh_from_db()
    assert watch.frequency == Frequency.FEED


def test_digest_is_left_with_all_that_it_gathers(cast, watch):
    follow(user=cast.outsider, page=("territory", "fr"), frequency="weekly")
    follow(user=cast.outsider, page=("territory", "fr:department:12"), frequency="daily")
    follow(user=cast.member, page=("territory", "fr"), frequency="weekly")
    one_click(path_to_leave(cast.outsider, "digest", "weekly"))
    mine = Watch.objects.filter(user=cast.outsider).order_by("pk")
    assert [row.frequency for row in mine] == ["instant", "feed", "daily"]
    assert Watch.objects.get(user=cast.member).frequency == "weekly"
    one_click(path_to_leave(cast.outsider, "digest", "daily"))
    assert {row.frequency for row in mine.all()} == {"feed"}


def test_header_of_the_mail_leads_there(cast, watch, offer):
    publish_one(offer=offer, fields={"opening_hours": "Tu-Fr 10:00-12:00"}, author=cast.publisher)
    outbox.drain()
    outbox.drain(at=timezone.now() + HOLD)
    message = mail.outbox[0].message()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip("<>")
    assert address in mail.outbox[0].body
    assert str(cast.outsider.email) not in address
    one_click("/" + address.split("/", 3)[3])
    watch.refresh_from_db()
    assert watch.frequency == Frequency.FEED


def test_optional_kind_is_left_and_still_shows(cast):
    one_click(path_to_leave(cast.animator, "kind", "proposal_to_review"))
    one_click(path_to_leave(cast.animator, "kind", "proposal_to_review"))
    assert Preferences.objects.get().silenced == ["proposal_to_review"]
    notify(
        recipient=cast.animator,
        kind="proposal_to_review",
        key="1",
        path="/moderation/",
        params={"title": "Garage", "place": "Aveyron"},
    )
    outbox.drain(at=timezone.now() + HOLD)
    assert mail.outbox == []
    assert Notice.objects.get().mailed_at is None


def test_decisions_on_ones_own_proposals_are_always_sent(cast):
    one_click(path_to_leave(cast.outsider, "kind", "proposal_accepted"))
    assert preferences_of(cast.outsider).silenced == []
    notify(
        recipient=cast.outsider,
        kind="proposal_accepted",
        key="1",
        path="/propositions/1/",
        params={"title": "Garage", "is_published": True},
    )
    outbox.drain(at=timezone.now() + HOLD)
    assert "List-Unsubscribe" not in mail.outbox[0].message()


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "x" * 5000,
        seal('["a", "b"]', purpose="unsubscribe"),
        seal('[999999, "watch", "1"]', purpose="unsubscribe"),
        seal('[1, "watch", "1"]', purpose="other"),
    ],
    ids=["short", "long", "strings", "nobody", "other purpose"],
)
def test_address_we_did_not_make_is_not_found(client, cast, watch, token):
    path = reverse("notifications:unsubscribe", args=[token])
    assert client.get(path).status_code == 404
    assert one_click(path).status_code == 404
    watch.refresh_from_db()
    assert watch.frequency == Frequency.INSTANT


def test_address_of_a_watch_that_is_gone_still_answers(cast, watch):
    path = path_to_leave(cast.outsider, "watch", str(watch.pk))
    watch.delete()
    assert Client().get(path).status_code == 200
    assert one_click(path).status_code == 200


def test_other_methods_are_refused(client, cast, watch):
    assert client.put(path_to_leave(cast.outsider, "watch", str(watch.pk))).status_code == 405


def test_mail_is_left_before_terms_and_second_factor(client, cast, watch):
    client.force_login(cast.outsider, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[CONSENT_DUE] = True
    session.save()
    path = path_to_leave(cast.outsider, "watch", str(watch.pk))
    assert client.get(path).status_code == 200
    assert client.get(reverse("notifications:unread")).status_code == 200
    assert client.get(reverse("notifications:watches")).status_code == 302
