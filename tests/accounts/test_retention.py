from datetime import date, timedelta
from smtplib import SMTPServerDisconnected
from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from django.core import mail

from accounts.models import MailedLink, User
from accounts.retention import NOTICE, warn_and_erase_idle
from tests.accounts.people import day, mailed_path, make_person

pytestmark = pytest.mark.django_db

NOW = day("2026-11-20")


@pytest.fixture(autouse=True)
def _two_years(settings):
    settings.ACCOUNT_RETENTION_DAYS = 730


def idle(days: int, email: str = "lou@example.org", **fields):
    return make_person(email, last_seen_on=NOW.date() - timedelta(days=days), **fields)


def test_an_active_account_is_left_alone():
    idle(699)
    assert warn_and_erase_idle(NOW)["warned"] == 0


def test_warned_thirty_days_before_then_erased():
    idle(701)
    assert warn_and_erase_idle(NOW) == {"warned": 1, "erased": 0, "links": 0, "sessions": 0}
    assert mail.outbox[0].to == ["lou@example.org"]
    assert warn_and_erase_idle(NOW + timedelta(days=1))["warned"] == 0
    assert warn_and_erase_idle(NOW + NOTICE - timedelta(days=1))["erased"] == 0
    assert warn_and_erase_idle(NOW + NOTICE)["erased"] == 1
    assert not User.objects.exists()


def test_nobody_is_erased_unwarned_even_years_late():
    idle(3000)
    assert warn_and_erase_idle(NOW)["erased"] == 0
    assert User.objects.exists()


def test_coming_back_keeps_the_account():
    user = idle(701)
    warn_and_erase_idle(NOW)
    user.last_seen_on = NOW.date()
    user.save()
    assert warn_and_erase_idle(NOW + NOTICE)["erased"] == 0


def test_the_mailed_link_shows_on_get_and_keeps_on_post(client, time_machine):
    time_machine.move_to(NOW)
    user = idle(701)
    warn_and_erase_idle(NOW)
    path = mailed_path()
    assert client.get(path).status_code == 200
    user.refresh_from_db()
    assert user.last_seen_on != NOW.date()
    assert client.post(path).status_code == 200
    user.refresh_from_db()
    assert user.last_seen_on == NOW.date()
    assert client.post(path).status_code == 410
    assert client.get("/compte/garder/inconnu/").status_code == 410


def test_an_account_never_seen_counts_from_its_opening():
    user = make_person()
    User.objects.filter(pk=user.pk).update(date_joined=NOW - timedelta(days=701))
    assert warn_and_erase_idle(NOW)["warned"] == 1


def test_administrators_are_left():
    idle(3000, is_superuser=True)
    assert warn_and_erase_idle(NOW)["warned"] == 0


def test_a_mail_that_fails_is_tried_again_and_stops_nobody():
    idle(701)
    idle(701, "second@example.org")
    with mock.patch("accounts.retention.send_mail", side_effect=[SMTPServerDisconnected, 1]):
        assert warn_and_erase_idle(NOW)["warned"] == 1
    assert MailedLink.objects.count() == 1
    assert warn_and_erase_idle(NOW)["warned"] == 1


def test_expired_sessions_go():
    Session.objects.create(session_key="old", expire_date=NOW - timedelta(days=1))
    Session.objects.create(session_key="new", expire_date=NOW + timedelta(days=1))
    assert warn_and_erase_idle(NOW)["sessions"] == 1


def test_a_visit_is_noted_once_a_day(client, time_machine, django_assert_max_num_queries):
    time_machine.move_to(NOW)
    user = make_person()
    client.force_login(user)
    client.get("/compte/")
    user.refresh_from_db()
    assert user.last_seen_on == date(2026, 11, 20)
    with mock.patch("accounts.models.User.save") as save:
        client.get("/compte/")
    save.assert_not_called()
