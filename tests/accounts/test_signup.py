import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError
from django.test import override_settings

from accounts.models import Consent, User
from tests.accounts.people import PASSWORD, mailed_path, make_person, sign_in, signed_in

pytestmark = pytest.mark.django_db

URL = "/compte/signup/"


def answers(**changes):
    return {
        "display_name": "Renard curieux",
        "email": "Nour@Example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "terms": "on",
        **changes,
    }


def test_a_person_signs_up_confirms_and_signs_in(client, settings):
    response = client.post(URL, answers())
    user = User.objects.get()
    assert (user.display_name, user.email) == ("Renard curieux", "nour@example.org")
    consent = user.consents.get()
    assert (consent.document, consent.version) == ("conditions", settings.TERMS_VERSION)
    assert response["Location"] == "/compte/confirm-email/"
    assert not signed_in(client)

    path = mailed_path()
    client.get(path)
    assert not EmailAddress.objects.get().verified
    client.post(path)
    assert EmailAddress.objects.get().verified


def test_a_pseudonym_is_suggested(client):
    field = client.get(URL).context["form"]["display_name"]
    assert len(field.value().split()) == 2


def test_the_address_is_never_in_the_name_shown(client):
    client.post(URL, answers())
    user = User.objects.get()
    for shown in (str(user), user.get_full_name(), user.get_short_name()):
        assert "@" not in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("terms", ""),
        ("display_name", ""),
        ("display_name", "x"),
        ("display_name", "nour@example.org"),
        ("display_name", "Re\u202enard"),
        ("display_name", "é" * 81),
        ("email", "nour"),
        ("password1", "court"),
        ("password2", "autre chose encore"),
    ],
)
def test_bad_input_opens_nothing_and_keeps_what_was_typed(client, field, value):
    response = client.post(URL, answers(**{field: value}))
    assert not User.objects.exists()
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert 'role="alert"' in response.content.decode()


def test_a_taken_address_is_not_revealed(client):
    make_person("nour@example.org")
    response = client.post(URL, answers())
    assert response["Location"] == "/compte/confirm-email/"
    assert User.objects.count() == 1
    assert mail.outbox[-1].to == ["nour@example.org"]
    assert "/compte/password/reset/" in mail.outbox[-1].body


def test_signing_in_before_confirming_sends_the_link_again(client):
    client.post(URL, answers())
    sign_in(client, User.objects.get())
    assert not signed_in(client)
    assert len(mail.outbox) == 2


def test_an_unsafe_next_is_not_followed(client):
    user = make_person()
    response = sign_in(client, user, next="https://evil.example/")
    assert "evil.example" not in response["Location"]


def test_wrong_password_and_unknown_address_read_the_same(client):
    user = make_person()
    texts = []
    for email in (user.email, "nobody@example.org"):
        response = client.post("/compte/login/", {"login": email, "password": "non non non"})
        texts.append(response.context["form"].non_field_errors())
        assert not signed_in(client)
    assert texts[0] == texts[1]


def test_an_inactive_account_does_not_open(client):
    user = make_person(is_active=False)
    response = sign_in(client, user)
    assert response["Location"] == "/compte/inactive/"
    assert not signed_in(client)


@override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "2/5m/key"})
def test_guessing_a_password_is_slowed_down(client):
    user = make_person()
    for _ in range(2):
        client.post("/compte/login/", {"login": user.email, "password": "non non non"})
    sign_in(client, user)
    assert not signed_in(client)


@override_settings(ACCOUNT_RATE_LIMITS={"signup": "1/m/ip"})
def test_opening_accounts_in_a_row_is_refused(client):
    client.post(URL, answers())
    response = client.post(URL, answers(email="other@example.org"))
    assert response.status_code == 429
    assert User.objects.count() == 1


def test_password_reset_by_mail(client):
    user = make_person()
    client.post("/compte/password/reset/", {"email": user.email})
    response = client.get(mailed_path(), follow=True)
    new = "une autre phrase bien longue"
    response = client.post(response.request["PATH_INFO"], {"password1": new, "password2": new})
    assert response["Location"] == "/compte/password/reset/key/done/"
    user.refresh_from_db()
    assert user.check_password(new)
    assert "token_fail" in client.get(mailed_path(0), follow=True).context


def test_a_reset_for_nobody_reads_the_same(client):
    response = client.post("/compte/password/reset/", {"email": "nobody@example.org"})
    assert response["Location"] == "/compte/password/reset/done/"


def test_renaming(client):
    user = make_person()
    client.force_login(user)
    client.post("/compte/", {"display_name": "  Loutre   sereine "})
    user.refresh_from_db()
    assert user.display_name == "Loutre sereine"
    assert client.post("/compte/", {"display_name": "a@b.fr"}).status_code == 422


def test_new_terms_are_asked_at_the_next_sign_in(client, settings):
    user = make_person()
    settings.TERMS_VERSION = "2099-01"
    sign_in(client, user)
    response = client.get("/compte/email/")
    assert response["Location"].startswith("/compte/conditions/?next=%2Fcompte%2Femail%2F")
    assert client.get("/compte/conditions/").status_code == 200
    assert client.get("/compte/mes-donnees/").status_code == 200
    assert client.post("/compte/email/", {"action_add": ""}).status_code == 403

    assert client.post("/compte/conditions/", {}).status_code == 422
    response = client.post("/compte/conditions/", {"terms": "on", "next": "/compte/email/"})
    assert response["Location"] == "/compte/email/"
    assert Consent.objects.filter(user=user, version="2099-01").exists()
    assert client.get("/compte/email/").status_code == 200


def test_terms_already_accepted_are_not_asked(client):
    sign_in(client, make_person())
    assert client.get("/compte/email/").status_code == 200
    assert client.get("/compte/conditions/")["Location"] == "/"


def test_changing_the_address_asks_for_the_password_and_keeps_what_was_sent(client):
    user = make_person()
    sign_in(client, user)
    sent = {"email": "new@example.org", "action_add": ""}
    response = client.post("/compte/email/", sent)
    assert response["Location"].startswith("/compte/reauthenticate/")
    assert EmailAddress.objects.count() == 1
    client.post(response["Location"], {"password": PASSWORD})
    assert EmailAddress.objects.filter(user=user, email="new@example.org").exists()
    client.post(mailed_path())
    client.post("/compte/email/", {"email": "new@example.org", "action_primary": ""})
    user.refresh_from_db()
    assert user.email == "new@example.org"


def test_a_form_sent_twice_at_once_is_no_error(client, monkeypatch):
    def taken(**kwargs):
        raise IntegrityError

    monkeypatch.setattr("accounts.adapters.open_account", taken)
    assert client.post(URL, answers())["Location"] == "/compte/confirm-email/"
