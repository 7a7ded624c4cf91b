"""Linking a provider to an account that exists: kept aside, explained, proven, then linked."""

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.userkit import filter_users_by_email
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import can_link_provider

SESSION_KEY = "provider_to_link"
KEPT_FOR = 30 * 60  # seconds


class NothingToLink(Exception):
    """No link was asked for in this session, or too long ago."""


def account_of(login: SocialLogin) -> User | None:
    """The account that already has the address which a trusted provider verified."""
    for address in login.email_addresses:
        if address.verified:
            for user in filter_users_by_email(address.email, prefer_verified=True):
                if isinstance(user, User):
                    return user
    return None


def keep_aside(request: HttpRequest, login: SocialLogin) -> None:
    request.session[SESSION_KEY] = {"login": login.serialize(), "at": time.time()}


def pending_link(request: HttpRequest) -> SocialLogin:
    """Raises NothingToLink."""
    kept = request.session.get(SESSION_KEY)
    if not kept or time.time() - kept["at"] > KEPT_FOR:
        request.session.pop(SESSION_KEY, None)
        raise NothingToLink
    return SocialLogin.deserialize(kept["login"])


def forget_link(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def has_proven_account(request: HttpRequest, user: User) -> bool:
    """Whether this person signed in, or proved it again, since the link was asked for."""
    asked_at = request.session[SESSION_KEY]["at"]
    return any(
        record["at"] >= asked_at and record["method"] != "socialaccount"
        for record in get_authentication_records(request, user)
    )


def link_provider(*, request: HttpRequest, user: User, login: SocialLogin) -> None:
    """Link, and tell the person by mail. Raises PermissionDenied."""
    can_link_provider(user, login).or_raise()
    login.connect(request, user)
    forget_link(request)
    text = _("From now on you can also sign in with %(provider)s.") % {
        "provider": login.provider.name
    }
    get_adapter(request).add_message(request, messages.SUCCESS, message=text)
