"""What happens when somebody signs in or protects their account."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.second_factor import SIGN_IN_TYPES, has_second_factor
from accounts.services import CONSENT_DUE, owes_consent


@receiver(user_logged_in)
def check_sign_in(sender: type[User], request: HttpRequest, user: User, **kwargs: Any) -> None:
    """No door skips the second factor, not even one we forgot; new terms are asked at sign-in."""
    if request.method is None:
        return  # A session made by code, not by a person at a door.
    if has_second_factor(user) and not _used_second_factor(request, user):
        logout(request)
    elif owes_consent(user):
        request.session[CONSENT_DUE] = True


@receiver(authenticator_added)
def end_unprotected_sessions(
    sender: type[Authenticator],
    request: HttpRequest,
    user: User,
    authenticator: Authenticator,
    **kwargs: Any,
) -> None:
    """Sessions opened with the password alone do not outlive the first second factor."""
    if authenticator.type in SIGN_IN_TYPES:
        others = UserSession.objects.filter(user=user)
        for session in others.exclude(session_key=request.session.session_key):
            session.end()


def _used_second_factor(request: HttpRequest, user: User) -> bool:
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))
