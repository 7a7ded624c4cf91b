from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal import outbox
from journal.models import Outbox
from notifications import kinds
from notifications.models import Notice
from notifications.own_data import export_notices
from notifications.services import HOLD, cancel, notify

pytestmark = pytest.mark.django_db

TITLE = "Garage de Rodez"


@pytest.fixture
def notice(person, told) -> Notice:
    return tell(person)


def tell(person: User, **changes) -> Notice | None:
    given = {
        "recipient": person,
        "kind": "told",
        "key": "proposal:1:accepted",
        "path": "/propositions/1/",
        "params": {"title": TITLE, "reason": "c'est <mieux>"},
        **changes,
    }
    return notify(**given)


def after_the_hold() -> int:
    return outbox.drain(at=timezone.now() + HOLD)


def test_mail_leaves_after_the_hold(notice):
    outbox.drain()
    assert mail.outbox == []
    after_the_hold()
    notice.refresh_from_db()
    assert notice.mailed_at is not None
    assert [sent.to for sent in mail.outbox] == [["claire@example.org"]]


def test_mail_is_plain_warm_and_complete(notice):
    after_the_hold()
    (sent,) = mail.outbox
    assert sent.subject == "Your proposal for Garage de Rodez is <accepted>"
    assert "Claire" in sent.body
    assert "Oui: Garage de Rodez & c'est <mieux>" in sent.body
    assert "https://maillage.example/propositions/1/" in sent.body
    assert sent.body.rstrip().splitlines()[-2] == "-- "
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert sent.extra_headers["Message-ID"] == f"<notice-{notice.pk}@maillage.example>"
    assert sent.message().get_content_type() == "text/plain"


@pytest.mark.parametrize(("language", "word"), [("en", "Yes"), ("fr", "Oui"), ("tlh", "Oui")])
def test_mail_speaks_the_persons_language(person, told, language, word):
    person.language = language
    person.save(update_fields=["language"])
    tell(person)
    after_the_hold()
    assert f"{word}: Garage" in mail.outbox[0].body


def test_line_breaks_cannot_forge_a_header(person, told):
    tell(person, params={"title": "x\r\nBcc: everyone@example.org\r\n\r\nBuy"})
    after_the_hold()
    (sent,) = mail.outbox
    assert "\n" not in sent.subject
    assert sent.message()["Bcc"] is None
    assert sent.recipients() == ["claire@example.org"]


def test_told_once_for_a_key(person, notice):
    assert tell(person) is None
    after_the_hold()
    after_the_hold()
    assert Notice.objects.count() == len(mail.outbox) == 1


def test_cancelled_in_time_nobody_is_told(notice):
    assert cancel(key=notice.key)
    after_the_hold()
    assert mail.outbox == []
    assert not Notice.objects.exists()


def test_what_was_taken_back_can_be_told_again(person, notice):
    cancel(key=notice.key)
    assert tell(person) is not None
    after_the_hold()
    assert len(mail.outbox) == 1


def test_cancelled_too_late_the_notice_stays(notice):
    after_the_hold()
    assert not cancel(key=notice.key)
    assert not cancel(key="never told")
    assert Notice.objects.count() == 1


def test_closed_account_is_not_told(person, told):
    person.is_active = False
    assert tell(person) is None
    assert not Notice.objects.exists()
    assert not Outbox.objects.exists()


def test_account_closed_during_the_hold_gets_no_mail(person, notice):
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert after_the_hold() == 1
    assert mail.outbox == []


def test_account_erased_during_the_hold_gets_no_mail(person, notice):
    person.delete()
    assert after_the_hold() == 1
    assert mail.outbox == []


def test_mail_server_that_fails_is_tried_again(notice, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", _refuse)
        assert after_the_hold() == 0
    notice.refresh_from_db()
    assert notice.mailed_at is None
    row = Outbox.objects.get()
    assert row.last_error == "ConnectionRefusedError"
    assert outbox.drain(at=row.not_before) == 1
    assert len(mail.outbox) == 1


def _refuse(message):
    raise ConnectionRefusedError


def test_notice_falls_with_its_transaction(person, told):
    with transaction.atomic():
        tell(person)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Outbox.objects.exists()


def test_longer_hold(person, told):
    tell(person, hold=timedelta(hours=1))
    after_the_hold()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "path",
    ["", "propositions/1/", "https://evil.example/", "//evil.example/", "/\\evil", "/a b", "/a\nb"],
)
def test_notice_never_leads_out_of_the_site(person, told, path):
    with pytest.raises(ValueError, match="path"):
        tell(person, path=path)


def test_kind_must_be_registered(person, told):
    with pytest.raises(ValueError, match="registered"):
        tell(person, kind="unknown")


@pytest.mark.parametrize("name", ["", "Told", "told you", "t" * 41])
def test_kind_has_a_plain_name(told, name):
    with pytest.raises(ValueError, match="short"):
        kinds.register(name)


def test_kind_is_registered_once_and_names_its_templates(told):
    kinds.register("proposal.accepted")
    assert kinds.find("proposal.accepted") == kinds.Kind(
        "emails/proposal.accepted.subject.txt", "emails/proposal.accepted.txt"
    )
    with pytest.raises(ValueError, match="already"):
        kinds.register("proposal.accepted")


def test_notices_of_a_kind_that_is_gone_can_still_be_listed(notice, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})
    assert notice.title
    assert after_the_hold() == 0
    assert Outbox.objects.get().last_error == "LookupError"


def test_notices_of_a_person_newest_first(person, notice):
    other = User.objects.create_user(email="malik@example.org", display_name="Malik")
    tell(other, key="other")
    second = tell(person, key="second")
    assert list(Notice.objects.for_person(person)) == [second, notice]
    second.read_at = timezone.now()
    second.save(update_fields=["read_at"])
    assert list(Notice.objects.for_person(person).unread()) == [notice]
    assert str(notice) == "told"


def test_person_can_take_away_what_they_were_told(person, notice):
    after_the_hold()
    (held,) = export_notices(person)
    assert held["path"] == "/propositions/1/"
    assert TITLE in held["title"]
    assert held["mailed_at"]
    assert held["read_at"] is None
