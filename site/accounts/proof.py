"""Proof that the person at the keyboard is the account's owner, before what cannot be undone."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    get_reauthentication_flows,
)
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.http import MemberRequest

View = Callable[..., HttpResponse]


def recent_proof_required(view: View) -> View:
    """Ask for the password or the second factor, once in five minutes; what was sent is kept."""

    @wraps(view)
    def checked(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask_for_proof(request) or view(request, *args, **kwargs)

    return checked


def ask_for_proof(request: MemberRequest) -> HttpResponse | None:
    """None when proven. An account with neither password nor second factor signs in again."""
    if get_reauthentication_flows(request.user):
        if not did_recently_reauthenticate(request):
            raise ReauthenticationRequired
        return None
    return None if _just_signed_in(request) else sign_in_again(request)


def sign_in_again(request: HttpRequest) -> HttpResponse:
    here = request.get_full_path()
    logout(request)
    messages.info(request, _("To go on, please sign in again: this makes sure that it is you."))
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': here})}")


def _just_signed_in(request: MemberRequest) -> bool:
    oldest = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(
        record["at"] >= oldest for record in get_authentication_records(request, request.user)
    )
