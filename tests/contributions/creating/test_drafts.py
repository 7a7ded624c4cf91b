"""Whose draft it is: its owner's, or that of the browser that holds its key."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.links import make_link
from accounts.models import MailedLink
from contributions.creating import drafting, keys, limiting
from contributions.creating.mailing import PURPOSE
from contributions.drafts.services import purge_drafts
from contributions.models import Draft, Proposal
from tests.accounts.people import signed_in
from tests.contributions.creating.filling import START, address, begin, fill, write

LINK = re.compile(r"https?://[^/]+(/ajouter-une-offre/reprendre/\S+)")


def mail_link(client, draft, to: str = "nour@example.org"):
    return client.post(f"/ajouter-une-offre/{draft.uuid}/lien/", {"email": to})


def linked(client, draft) -> str:
    mail_link(client, draft)
    return LINK.search(mail.outbox[-1].body)[1]


def test_the_browser_that_began_it_opens_it_and_lists_it(client) -> None:
    draft = begin(client)
    assert client.get(address(draft)).status_code == 200
    assert "Prêt de vélos" in client.get(START).content.decode()


def test_its_key_is_stored_hashed_and_the_cookie_is_signed(client) -> None:
    draft = begin(client)
    cookie = client.cookies[keys.COOKIE]
    key = cookie.value.split(":")[0]
    assert key not in {draft.key_hash, str(draft.payload)}
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("code", ["besoin", "service", "lieu", "envoi"])
def test_another_browser_finds_nothing(client, code) -> None:
    draft = begin(client)
    other = Client()
    assert other.get(address(draft, code)).status_code == 404
    assert other.post(address(draft, code), {"title": "Pris"}).status_code == 404
    assert other.post(address(draft, code) + "frappe/", {"seq": "9"}).status_code == 404
    draft.refresh_from_db()
    assert draft.payload["title"] == ["Prêt de vélos"]


def test_the_key_of_another_draft_opens_nothing(client) -> None:
    draft, other = begin(client), Client()
    begin(other)
    assert other.get(address(draft)).status_code == 404


@pytest.mark.parametrize("forged", ["x" * 43, "", "a b c", "\x00", "é" * 500])
def test_a_guessed_key_opens_nothing(client, forged) -> None:
    draft, other = begin(client), Client()
    other.cookies[keys.COOKIE] = forged.encode("unicode_escape").decode()
    assert other.get(address(draft)).status_code == 404


def test_the_hash_as_a_key_opens_nothing(client, settings) -> None:
    from django.core.signing import get_cookie_signer

    draft, other = begin(client), Client()
    signed = get_cookie_signer(salt=keys.COOKIE + keys._SALT).sign(draft.key_hash)
    other.cookies[keys.COOKIE] = signed
    assert other.get(address(draft)).status_code == 404


def test_it_becomes_the_persons_own_once_signed_in(client, cast) -> None:
    draft = begin(client)
    client.force_login(cast.outsider)
    assert client.get(address(draft)).status_code == 200
    draft.refresh_from_db()
    assert draft.owner == cast.outsider
    client.cookies.pop("sessionid")
    assert client.get(address(draft)).url.startswith("/compte/login/")
    assert "Prêt de vélos" not in client.get(START).content.decode()


def test_a_members_draft_is_hidden_from_every_other(client, cast) -> None:
    client.force_login(cast.outsider)
    draft = begin(client)
    other = Client()
    other.force_login(cast.animator)
    assert other.get(address(draft)).status_code == 404
    other.cookies[keys.COOKIE] = client.cookies[keys.COOKIE].value
    assert other.get(address(draft)).status_code == 404
    assert other.post(address(draft), {"title": "Pris"}).status_code == 404


def test_a_session_that_ends_keeps_what_was_typed(client, cast) -> None:
    client.force_login(cast.outsider)
    draft = begin(client)
    client.cookies.pop("sessionid")
    answer = client.post(address(draft, "lieu"), {"opening_hours": "lundi 9h-12h"})
    assert answer.url.startswith("/compte/login/?next=%2Fajouter-une-offre")
    draft.refresh_from_db()
    assert draft.payload["opening_hours"] == ["lundi 9h-12h"]


def test_the_link_opens_it_on_another_machine_and_nowhere_else(client) -> None:
    draft, other = begin(client), Client()
    path = linked(client, draft)
    assert other.get(path).status_code == 200
    assert other.get(address(draft)).status_code == 404
    assert other.post(path).url == address(draft)
    assert other.get(address(draft)).status_code == 200
    assert client.get(address(draft)).status_code == 404


def test_a_link_works_once(client) -> None:
    draft = begin(client)
    path = linked(client, draft)
    thief, owner = Client(), Client()
    assert owner.post(path).status_code == 302
    assert thief.post(path).status_code == 410
    assert thief.get(path).status_code == 410
    assert thief.get(address(draft)).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 43])
def test_an_unknown_link_is_refused(client, token) -> None:
    assert client.get(f"/ajouter-une-offre/reprendre/{token}/").status_code == 410
    assert client.post(f"/ajouter-une-offre/reprendre/{token}/").status_code == 410


def test_a_link_of_another_purpose_is_refused(client) -> None:
    draft = begin(client)
    token = make_link("keep-account", None, {"draft": str(draft.uuid)}, timedelta(days=1))
    assert client.post(f"/ajouter-une-offre/reprendre/{token}/").status_code == 410


def test_an_old_link_and_one_to_a_draft_that_is_gone_say_so(client) -> None:
    draft = begin(client)
    path = linked(client, draft)
    MailedLink.objects.update(expires_at=timezone.now())
    assert client.post(path).status_code == 410
    token = make_link(PURPOSE, None, {"draft": str(uuid4())}, timedelta(days=1))
    assert client.post(f"/ajouter-une-offre/reprendre/{token}/").status_code == 410


def test_the_link_to_a_draft_that_has_an_owner_asks_to_sign_in(client, cast) -> None:
    draft = begin(client)
    path = linked(client, draft)
    client.force_login(cast.outsider)
    client.get(address(draft))
    stranger = Client()
    assert stranger.post(path).url.startswith("/compte/login/")
    assert stranger.get(address(draft)).status_code == 404


def test_no_address_is_kept_and_nothing_typed_is_mailed(client) -> None:
    draft = begin(client, title="Cliquez vite sur https://evil.example")
    mail_link(client, draft, "victime@example.org")
    assert "evil" not in mail.outbox[-1].body + mail.outbox[-1].subject
    draft.refresh_from_db()
    assert "victime" not in str(draft.payload)
    assert "victime" not in str(list(MailedLink.objects.values()))


def test_mails_are_limited_by_machine_and_by_address(client, monkeypatch) -> None:
    monkeypatch.setattr("contributions.views.creating_drafts.MAILS_AN_HOUR", 99)
    monkeypatch.setattr(limiting, "MAILS_AN_HOUR", 1)
    draft = begin(client)
    assert mail_link(client, draft).status_code == 302
    assert mail_link(client, draft).status_code == 429
    assert mail_link(client, draft, "autre@example.org").status_code == 302
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("to", ["", "nour", "a@b\nBcc: c@d.fr", "x" * 300 + "@example.org"])
def test_a_malformed_address_gets_nothing(client, to) -> None:
    draft = begin(client)
    answer = mail_link(client, draft, to)
    assert answer.status_code == 422
    assert mail.outbox == []


def test_a_mail_that_fails_leaves_no_link(client, monkeypatch) -> None:
    def failing(*_args: object, **_kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr("contributions.creating.mailing.send_mail", failing)
    assert mail_link(client, begin(client)).status_code == 503
    assert not MailedLink.objects.exists()


def test_this_browser_can_forget_it(client) -> None:
    draft = begin(client)
    path = linked(client, draft)
    assert client.post(f"/ajouter-une-offre/{draft.uuid}/quitter/").status_code == 302
    assert client.get(address(draft)).status_code == 404
    assert client.post(path).status_code == 302
    assert client.get(address(draft)).status_code == 200


def test_it_is_erased_at_will(client) -> None:
    draft = begin(client)
    erase = f"/ajouter-une-offre/{draft.uuid}/effacer/"
    assert client.get(erase).status_code == 200
    assert Draft.objects.exists()
    client.post(erase)
    assert not Draft.objects.exists()


def test_it_goes_by_itself_after_thirty_days(client) -> None:
    draft = begin(client)
    Draft.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert client.get(address(draft)).status_code == 404
    purge_drafts(timezone.now())
    assert not Draft.objects.exists()


def test_a_draft_sent_twice_is_one_proposal(client, cast) -> None:
    client.force_login(cast.outsider)
    draft = write(client)
    first = fill(client, draft, "envoi", go="send")
    again = client.post(address(draft, "envoi"), {"go": "send"})
    assert first.url == again.url
    assert Proposal.objects.count() == 1
    assert client.get(address(draft, "lieu")).url == first.url
    assert client.get(START).context["begun"] == []


def test_the_same_offer_sent_from_two_drafts_is_refused_the_second_time(client, cast) -> None:
    client.force_login(cast.outsider)
    fill(client, write(client), "envoi", go="send")
    answer = fill(client, write(client), "envoi", go="send")
    assert answer.status_code == 409
    assert Proposal.objects.count() == 1


def test_nothing_is_sent_without_an_account_nor_a_confirmed_address(client, cast) -> None:
    draft = write(client)
    answer = client.post(address(draft, "envoi"), {"go": "send"})
    assert answer.status_code == 403
    cast.outsider.emailaddress_set.update(verified=False)
    client.force_login(cast.outsider)
    assert signed_in(client)
    answer = client.post(address(draft, "envoi"), {"go": "send"})
    assert answer.status_code == 403
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("path", ["", "frappe/"])
def test_what_is_erased_meanwhile_is_not_found(client, monkeypatch, path) -> None:
    draft = begin(client)
    find = drafting.find

    def found_then_erased(*args: Any, **said: Any) -> Any:
        found = find(*args, **said)
        Draft.objects.all().delete()
        return found

    monkeypatch.setattr(drafting, "find", found_then_erased)
    assert client.post(address(draft) + path, {"seq": "9", "title": "Trop tard"}).status_code == 404
    assert not Draft.objects.exists()
