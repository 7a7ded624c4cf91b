"""The pages about one's account that are ours; allauth has the others."""

from typing import Any

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import ConsentForm, EraseForm, NameForm
from accounts.http import MemberRequest
from accounts.links import LinkRefused, find_link
from accounts.models import User
from accounts.oidc.linking import (
    NothingToLink,
    forget_link,
    has_proven_account,
    link_provider,
    pending_link,
)
from accounts.permissions import can_link_provider, can_remove_factor
from accounts.privacy import erase_account, erasure_warnings, export_account, held_data
from accounts.proof import recent_proof_required, sign_in_again
from accounts.retention import KEEP, keep_account
from accounts.services import CONSENT_DUE, accept_terms, owes_consent, rename

page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@page
@login_required
def account(request: MemberRequest) -> HttpResponse:
    """Everything about one's account, one link each, and the display name."""
    initial = {"display_name": request.user.display_name}
    form = NameForm(_sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        rename(user=request.user, display_name=form.cleaned_data["display_name"])
        messages.success(request, _("Your display name is now up to date."))
        return redirect("accounts:account")
    return _answer(request, "accounts/account.html", {"form": form})


@never_cache
@page
@login_required
def consent(request: MemberRequest) -> HttpResponse:
    """Terms in a new version, asked at sign-in."""
    if not owes_consent(request.user):
        request.session.pop(CONSENT_DUE, None)
        return redirect(_next_page(request))
    form = ConsentForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        accept_terms(user=request.user)
        request.session.pop(CONSENT_DUE, None)
        return redirect(_next_page(request))
    return _answer(request, "accounts/consent.html", {"form": form, "next": _next_page(request)})


@never_cache
@require_GET
@login_required
def data(request: MemberRequest) -> HttpResponse:
    return render(request, "accounts/data.html", {"held": held_data(request.user)})


@never_cache
@require_POST
@login_required
@recent_proof_required
def export(request: MemberRequest) -> HttpResponse:
    response = JsonResponse(
        export_account(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    name = f"maillage-{timezone.localdate():%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@page
@login_required
def erase(request: MemberRequest) -> HttpResponse:
    form = EraseForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        return _erase(request)
    context = {"form": form, "warnings": erasure_warnings(request.user)}
    return _answer(request, "accounts/erase.html", context)


@recent_proof_required
def _erase(request: MemberRequest) -> HttpResponse:
    erase_account(user=request.user, by="self")
    logout(request)
    return redirect("accounts:erased")


@require_GET
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/erased.html")


@never_cache
@page
def link(request: HttpRequest) -> HttpResponse:
    """A provider knows an address that has an account here: prove the account, then link."""
    try:
        login = pending_link(request)
    except NothingToLink:
        return redirect("account_login")
    if request.method == "POST" and "cancel" in request.POST:
        forget_link(request)
        return redirect("/")
    if not isinstance(request.user, User):
        return render(request, "accounts/link.html", {"provider": login.provider})
    verdict = can_link_provider(request.user, login)
    if request.method == "POST" and verdict:
        return _link(request, request.user, login)
    context = {"provider": login.provider, "verdict": verdict}
    status = 403 if request.method == "POST" else 200
    return render(request, "accounts/link.html", context, status=status)


def _link(request: HttpRequest, user: User, login: SocialLogin) -> HttpResponse:
    if not has_proven_account(request, user):
        if get_reauthentication_flows(user):
            raise ReauthenticationRequired
        return sign_in_again(request)
    link_provider(request=request, user=user, login=login)
    return redirect("socialaccount_connections")


@login_required
def remove_key(request: MemberRequest, pk: int) -> HttpResponse:
    """allauth's page, after the check that it makes for applications and forgets for keys."""
    keys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    verdict = can_remove_factor(request.user, get_object_or_404(keys, pk=pk))
    if not verdict:
        messages.error(request, verdict.reason)
        return redirect("mfa_list_webauthn")
    response: HttpResponse = remove_webauthn(request, pk=pk)
    return response


@never_cache
@page
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """From the warning before erasure: reading it changes nothing, the button keeps the account."""
    try:
        if request.method == "POST":
            keep_account(token=token, at=timezone.now())
            return render(request, "accounts/keep.html", {"kept": True})
        find_link(token, KEEP)
    except LinkRefused as refusal:
        return render(request, "accounts/keep.html", {"refusal": refusal.reason}, status=410)
    return render(request, "accounts/keep.html")


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page; 422 when what was sent has errors, with the typed text kept."""
    status = 422 if context["form"].errors else 200
    return render(request, template, context, status=status)


def _next_page(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        asked, {request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe and asked != reverse("accounts:consent") else resolve_url("/")
