"""Signing in through a provider: a real one, local, which lies in each way that we refuse."""

import re
import time
from html import unescape

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.sessions.models import Session
from django.core import mail

from accounts import second_factor
from accounts.models import User
from tests.accounts.people import (
    PASSWORD,
    add_totp,
    make_person,
    prove,
    sign_in,
    signed_in,
    totp_code,
)
from tests.accounts.provider import CLIENT_ID, running_provider

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]

LEAVE = "/compte/oidc/oidc/login/"
LINK = "/compte/rattacher/"
SIGNUP = "/compte/services/signup/"
AUTHENTICATE = "/compte/double-verification/authenticate/"


@pytest.fixture
def provider(settings, socket_enabled):
    with running_provider() as running:
        trust(settings, running, trusted=True)
        yield running


def trust(settings, provider, *, trusted):
    app = {
        "provider_id": "oidc",
        "name": "ProConnect",
        "client_id": CLIENT_ID,
        "secret": "shared",
        "settings": {
            "server_url": provider.address,
            "token_auth_method": "client_secret_post",
            "trust_email": trusted,
        },
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }


def leave(client, query=""):
    """Press the button; answers the address of the provider that the page leads to."""
    page = client.post(LEAVE + query)
    return unescape(re.search(r'class="button" href="([^"]+)"', page.content.decode())[1])


def come_back(client, provider, query=""):
    return client.get(provider.authorize(leave(client, query)))


def link_account(user, provider):
    return SocialAccount.objects.create(user=user, provider="oidc", uid=provider.person["sub"])


def fill(client, **changes):
    answers = {"display_name": "Renard curieux", "email": "lou@example.org", "terms": "on"}
    return client.post(SIGNUP, {**answers, **changes})


def assert_refused(response, client):
    assert response.status_code == 401
    assert "maillage.css" in response.content.decode()
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()


# What works


@pytest.mark.parametrize("signed", [False, True])
def test_a_new_person_accepts_the_terms_and_is_in(client, provider, signed):
    provider.signed_userinfo = signed
    assert come_back(client, provider)["Location"] == SIGNUP
    assert client.get(SIGNUP).status_code == 200
    assert not User.objects.exists()
    assert fill(client, terms="").status_code == 200
    assert not User.objects.exists()
    fill(client)
    user = User.objects.get()
    assert (user.email, user.display_name) == ("lou@example.org", "Renard curieux")
    assert user.consents.count() == 1
    assert EmailAddress.objects.get().verified
    assert signed_in(client)


def test_nothing_more_than_the_link_is_kept(client, provider):
    come_back(client, provider)
    stored = "".join(str(session.get_decoded()) for session in Session.objects.all())
    assert "Durand" not in stored
    assert "'access'" not in stored
    fill(client)
    assert SocialAccount.objects.get().extra_data == {}
    assert not SocialToken.objects.exists()


def test_the_name_is_suggested_not_taken(client, provider):
    come_back(client, provider)
    suggested = client.get(SIGNUP).context["form"]["display_name"].value()
    assert not {"Lou", "Durand"} & set(suggested.split())


def test_a_linked_person_signs_in(client, provider):
    user = make_person()
    link_account(user, provider)
    come_back(client, provider)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_button_shows_and_get_only_asks(client, provider):
    assert LEAVE in client.get("/compte/login/").content.decode()
    assert client.get(LEAVE).status_code == 200


def test_without_provider_no_button_and_no_page(client):
    assert "/compte/oidc/" not in client.get("/compte/login/").content.decode()
    assert client.post(LEAVE).status_code == 404
    assert client.get(f"{LEAVE}callback/").status_code == 404


def test_the_page_cannot_change_what_we_ask(client, provider):
    address = leave(client, "?auth_params=redirect_uri%3Dhttps%3A%2F%2Fevil.example&scope=admin")
    assert "evil.example" not in address
    assert "admin" not in address


# Linking


def test_an_existing_account_is_linked_after_its_password(client, provider, settings):
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    user = make_person()
    assert come_back(client, provider)["Location"] == LINK
    assert "/compte/login/?next=/compte/rattacher/" in client.get(LINK).content.decode()
    sign_in(client, user, next=LINK)
    assert client.get(LINK).status_code == 200
    assert not SocialAccount.objects.exists()
    client.post(LINK)
    assert SocialAccount.objects.get().user == user
    assert mail.outbox[-1].to == [user.email]


def test_existing_account_without_proof_is_not_linked(client, provider):
    make_person()
    come_back(client, provider)
    assert client.post(LINK).status_code == 200
    assert not SocialAccount.objects.exists()
    assert not signed_in(client)


def test_an_open_session_is_not_a_proof(client, provider):
    user = make_person()
    sign_in(client, user)
    come_back(client, provider)
    response = client.post(LINK)
    assert response["Location"].startswith("/compte/reauthenticate/")
    assert not SocialAccount.objects.exists()
    client.post(response["Location"], {"password": PASSWORD})
    assert SocialAccount.objects.get().user == user


def test_another_account_s_password_is_not_a_proof(client, provider):
    make_person()
    come_back(client, provider)
    sign_in(client, make_person("other@example.org"))
    assert "Mésange" in client.get(LINK).content.decode()
    assert client.post(LINK).status_code == 403
    assert not SocialAccount.objects.exists()


def test_the_offer_to_link_is_forgotten_on_no_and_after_half_an_hour(
    client, provider, time_machine
):
    make_person()
    come_back(client, provider)
    client.post(LINK, {"cancel": "1"})
    assert client.get(LINK)["Location"] == "/compte/login/"
    time_machine.move_to(time.time())
    come_back(client, provider)
    time_machine.shift(31 * 60)
    assert client.get(LINK)["Location"] == "/compte/login/"


@pytest.fixture
def animator(monkeypatch):
    monkeypatch.setattr(second_factor, "_requirements", [lambda user: True])
    return make_person()


def test_an_animator_is_linked_only_past_the_second_factor(client, provider, animator):
    secret = add_totp(animator)
    assert come_back(client, provider)["Location"] == LINK
    sign_in(client, animator, next=LINK)
    assert not signed_in(client)
    client.post(LINK)
    assert not SocialAccount.objects.exists()
    assert client.post(AUTHENTICATE, {"code": totp_code(secret)})["Location"] == LINK
    assert not SocialAccount.objects.exists()
    client.post(LINK)
    assert SocialAccount.objects.get().user == animator


def test_an_animator_without_second_factor_is_led_to_it_first(client, provider, animator):
    come_back(client, provider)
    sign_in(client, animator, next=LINK)
    assert client.get(LINK)["Location"].startswith("/compte/double-verification/")
    assert client.post(LINK).status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_linked_animator_still_gives_the_second_factor(client, provider, animator):
    secret = add_totp(animator)
    link_account(animator, provider)
    assert come_back(client, provider)["Location"] == AUTHENTICATE
    assert not signed_in(client)
    assert client.get("/compte/mes-donnees/").status_code == 302
    client.post(AUTHENTICATE, {"code": totp_code(secret)})
    assert signed_in(client)


def test_a_linked_animator_without_second_factor_goes_nowhere_else(client, provider, animator):
    link_account(animator, provider)
    come_back(client, provider)
    response = client.get("/compte/mes-donnees/")
    assert response["Location"].startswith("/compte/double-verification/")


# From the account's own page


def test_linking_from_one_s_account_asks_for_the_password(client, provider):
    user = make_person()
    sign_in(client, user)
    response = come_back(client, provider, "?process=connect")
    assert response["Location"] == "/compte/reauthenticate/"
    assert not SocialAccount.objects.exists()
    prove(client)
    assert SocialAccount.objects.get().user == user


@pytest.mark.parametrize(
    "lie", [{"email_verified": False}, {"email": "other@example.org"}, {"email": ""}]
)
def test_an_unfit_provider_account_is_not_linked_there_either(client, provider, lie):
    sign_in(client, make_person())
    prove(client)
    provider.person |= lie
    response = come_back(client, provider, "?process=connect")
    assert response["Location"] == "/compte/services/"
    assert not SocialAccount.objects.exists()


def test_unlinking(client, provider):
    user = make_person()
    linked = link_account(user, provider)
    sign_in(client, user)
    prove(client)
    assert "ProConnect" in client.get("/compte/services/").content.decode()
    client.post("/compte/services/", {"account": linked.pk})
    assert not SocialAccount.objects.exists()


# Refusals


@pytest.mark.parametrize("said", [False, None, "true", 1])
def test_an_unverified_address_never_links_nor_takes_one(client, provider, said):
    make_person()
    provider.person["email_verified"] = said
    assert come_back(client, provider)["Location"] == SIGNUP
    fill(client)
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()
    assert not signed_in(client)
    assert mail.outbox[-1].to == ["lou@example.org"]


def test_an_untrusted_provider_never_links_nor_takes_an_address(client, provider, settings):
    trust(settings, provider, trusted=False)
    make_person()
    assert come_back(client, provider)["Location"] == SIGNUP
    fill(client)
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_a_taken_address_cannot_be_slipped_in_beside_a_free_one(client, provider, settings):
    trust(settings, provider, trusted=False)
    make_person()
    come_back(client, provider)
    fill(client, email="free@example.org")
    new = User.objects.get(email="free@example.org")
    assert [address.email for address in EmailAddress.objects.filter(user=new)] == [new.email]
    assert not signed_in(client)


def test_an_untrusted_address_is_confirmed_by_mail_before_it_opens(client, provider, settings):
    trust(settings, provider, trusted=False)
    come_back(client, provider)
    fill(client)
    assert not EmailAddress.objects.get().verified
    assert not signed_in(client)


def test_an_inactive_account_stays_shut(client, provider):
    link_account(make_person(is_active=False), provider)
    assert come_back(client, provider)["Location"] == "/compte/inactive/"
    assert not signed_in(client)


@pytest.mark.parametrize("signed", [False, True])
def test_a_wrong_signature_is_refused(client, provider, signed):
    provider.signed_userinfo = signed
    provider.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert_refused(come_back(client, provider), client)


def test_a_signature_with_a_shared_secret_is_refused(client, provider, monkeypatch):
    monkeypatch.setattr(
        provider,
        "sign",
        lambda claims: jwt.encode(claims, "s" * 32, "HS256", headers={"kid": "first"}),
    )
    assert_refused(come_back(client, provider), client)


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://evil.example"},
        {"aud": "somebody-else"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"sub": "person-2"},
    ],
)
def test_a_lying_id_token_is_refused(client, provider, lie):
    provider.token_claims = lie
    assert_refused(come_back(client, provider), client)


@pytest.mark.parametrize(
    "lie", [{"iss": "https://evil.example"}, {"aud": "somebody-else"}, {"sub": "person-2"}]
)
def test_a_lying_signed_userinfo_is_refused(client, provider, lie):
    provider.signed_userinfo = True
    provider.userinfo_claims = lie
    assert_refused(come_back(client, provider), client)


def test_a_state_of_another_session_is_refused(client, provider):
    other = type(client)()
    assert_refused(client.get(provider.authorize(leave(other))), client)


def test_a_state_serves_once(client, provider):
    make_person()
    back = provider.authorize(leave(client))
    assert client.get(back).status_code == 302
    assert_refused(client.get(back), client)


@pytest.mark.parametrize("path", ["/token", "/userinfo", "/jwks"])
def test_nonsense_from_the_provider_is_said_plainly(client, provider, path):
    address = leave(client)
    provider.broken = {path}
    assert_refused(client.get(provider.authorize(address)), client)


def test_a_provider_that_is_away_is_said_plainly(client, provider):
    provider.broken = {"/.well-known/openid-configuration"}
    assert_refused(client.post(LEAVE), client)


def test_giving_up_there_changes_nothing(client, provider):
    state = re.search(r"state=([^&]+)", leave(client))[1]
    response = client.get(f"{LEAVE}callback/?error=access_denied&state={state}")
    assert response["Location"] == "/compte/services/login/cancelled/"


def test_a_second_factor_does_not_appear_from_nowhere(client, provider, animator):
    link_account(animator, provider)
    come_back(client, provider)
    assert not Authenticator.objects.exists()
