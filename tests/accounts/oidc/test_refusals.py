"""A real provider, local, which lies in each way that we refuse."""

import re
import time

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import mail

from accounts.models import User
from tests.accounts.oidc.asking import (
    LEAVE,
    SIGNUP,
    assert_refused,
    come_back,
    fill,
    leave,
    link_account,
    trust,
)
from tests.accounts.people import (
    make_person,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]


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
