"""Signing in through a provider: what works."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session

from accounts.models import User
from tests.accounts.oidc.asking import LEAVE, SIGNUP, come_back, fill, leave, link_account
from tests.accounts.people import (
    make_person,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]


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
