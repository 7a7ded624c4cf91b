"""The way to the provider and back, as a browser goes it."""

import re
from html import unescape

from allauth.socialaccount.models import SocialAccount

from tests.accounts.people import (
    signed_in,
)
from tests.accounts.provider import CLIENT_ID

LEAVE = "/compte/oidc/oidc/login/"
LINK = "/compte/rattacher/"
SIGNUP = "/compte/services/signup/"
AUTHENTICATE = "/compte/double-verification/authenticate/"


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
