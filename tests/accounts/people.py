"""Accounts for the tests of accounts: made plain, without places or roles."""

import re
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts.models import Consent, User

PASSWORD = "une phrase de passe assez longue"


def make_person(email: str = "lou@example.org", *, agreed: bool = True, **fields: Any) -> User:
    """Somebody with a confirmed address who accepted the terms in force."""
    fields.setdefault("display_name", "Mésange patiente")
    password = fields.pop("password", PASSWORD)
    user = User.objects.create_user(email=email, password=password, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if agreed:
        Consent.objects.create(user=user, document="conditions", version=settings.TERMS_VERSION)
    return user


def add_totp(user: User) -> str:
    """A second factor; answers its secret."""
    secret = generate_totp_secret()
    Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.TOTP,
        data={"secret": get_adapter().encrypt(secret)},
    )
    return secret


def totp_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sign_in(client: Client, user: User, **more: str) -> Any:
    """Through the page, as a person does."""
    return client.post("/compte/login/", {"login": user.email, "password": PASSWORD, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def prove(client: Client) -> None:
    """Give the password again, as the pages that touch the account's safety ask."""
    response = client.post("/compte/reauthenticate/", {"password": PASSWORD})
    assert response.status_code == 302


def mailed_path(number: int = -1) -> str:
    """The path of the link in a mail that left."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[number].body)
    assert found, mail.outbox[number].body
    return found[1]


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T12:00:00+00:00")
