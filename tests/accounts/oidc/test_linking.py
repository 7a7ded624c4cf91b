"""Linking an account: after a proof, at sign-in or from its own page."""

import time

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail

from tests.accounts.oidc.asking import (
    AUTHENTICATE,
    LINK,
    come_back,
    link_account,
)
from tests.accounts.people import (
    PASSWORD,
    add_totp,
    make_person,
    prove,
    sign_in,
    signed_in,
    totp_code,
)

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]


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
