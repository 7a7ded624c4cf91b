"""Every page about an account: ours from the first to the last line, without anything inline."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from django.template.loader import get_template
from django.urls import reverse

from tests.accounts.people import add_totp, make_person, prove

OPEN = [
    "account_login",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "socialaccount_login_cancelled",
    "accounts:erased",
]
SIGNED_IN = [
    "account_logout",
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
    "socialaccount_connections",
    "accounts:account",
    "accounts:data",
    "accounts:erase",
]
WITH_FACTOR = [
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
]

pytestmark = pytest.mark.django_db


def assert_is_ours(response):
    text = response.content.decode()
    assert 'href="#main"' in text
    assert "maillage.css" in text
    assert 'name="robots" content="noindex"' in text
    assert not re.search(r"\sstyle=|\son\w+=|<style", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag


@pytest.mark.parametrize("name", OPEN)
def test_open_pages_are_ours(client, name):
    response = client.get(reverse(name), follow=True)
    assert response.status_code == 200
    assert_is_ours(response)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_signed_in_pages_are_ours(client, name):
    client.force_login(make_person())
    prove(client)
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert_is_ours(response)


@pytest.mark.parametrize("name", WITH_FACTOR)
def test_second_factor_pages_are_ours(client, name):
    user = make_person()
    add_totp(user)
    client.force_login(user)
    prove(client)
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert_is_ours(response)


def test_confirming_with_a_passkey_is_ours(rf):
    form = ReauthenticateWebAuthnForm(user=None)
    context = {"form": form, "js_data": {"request_options": {}}}
    text = get_template("mfa/webauthn/reauthenticate.html").render(context, rf.get("/"))
    assert 'data-passkey="authenticate"' in text
    assert 'id="passkey-data"' in text


@pytest.mark.parametrize("name", SIGNED_IN[1:])
def test_a_visitor_is_sent_to_sign_in(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith("/compte/login/")


def test_keys_can_be_listed_renamed_and_removed(client):
    user = make_person()
    key = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Ma clé", "credential": {}}
    )
    client.force_login(user)
    prove(client)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert_is_ours(client.get(reverse(name, args=[key.pk])))
    client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "Clé bleue"})
    assert "Clé bleue" in client.get(reverse("mfa_list_webauthn")).content.decode()
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert not Authenticator.objects.exists()


def test_a_person_without_password_chooses_one(client):
    client.force_login(make_person(password=None))
    assert_is_ours(client.get(reverse("account_set_password")))


def test_the_passkey_button_needs_no_inline_script(client):
    text = client.get(reverse("account_login")).content.decode()
    assert 'data-passkey="login" hidden' in text
    assert "accounts/passkeys.js" in text


@pytest.mark.parametrize(
    "name", ["account/signup_closed.html", "account/verified_email_required.html"]
)
def test_rare_pages_are_ours(rf, name):
    text = get_template(name).render({}, rf.get("/"))
    assert "maillage.css" in text


def test_an_unknown_confirmation_link_says_what_to_do(client):
    response = client.get("/compte/confirm-email/nothing/")
    assert response.status_code == 200
    assert_is_ours(response)
