from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.second_factor import has_second_factor, must_have_second_factor
from accounts.services import CONSENT_DUE, note_visit

LEGAL_PAGES = ("mentions-legales", "confidentialite", "accessibilite", "licence", "conditions")
ALWAYS_OPEN = {
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "accounts:consent",
    # A mail can always be left, and the number of new messages asks for nothing.
    "notifications:unsubscribe",
    "notifications:unread",
    "set_language",
    "javascript-catalog",
    "static",
}
# Whoever refuses new terms can still take their data away and leave.
OPEN_WITHOUT_CONSENT = {"accounts:data", "accounts:export", "accounts:erase"}
# The address must be confirmed before a second factor is set up.
OPEN_WITHOUT_FACTOR = {"account_email", "account_confirm_email", "account_email_verification_sent"}


class SecondFactorMiddleware:
    """Terms accepted, then the second factor of those who must have one: before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        # Without its cookie there is no session: nothing is read, so the page can be cached.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if not isinstance(request.user, User) or request.resolver_match is None:
            return None
        note_visit(user=request.user, on=timezone.localdate())
        return _gate(request, request.user, request.resolver_match)


def _gate(request: HttpRequest, user: User, match: ResolverMatch) -> HttpResponse | None:
    page = match.view_name
    if page in ALWAYS_OPEN or _is_legal(match):
        return None
    if request.session.get(CONSENT_DUE) and page not in OPEN_WITHOUT_CONSENT:
        return _lead(request, "accounts:consent", _("Please read the new terms of use first."))
    if page in OPEN_WITHOUT_FACTOR or page.startswith("mfa_"):
        return None
    if has_second_factor(user) or not must_have_second_factor(user):
        return None
    reason = _("Your role asks for a second factor at sign-in: please set it up first.")
    return _lead(request, "mfa_index", reason)


def _is_legal(match: ResolverMatch) -> bool:
    return match.url_name == "wagtail_serve" and (
        str(match.kwargs.get("path") or (match.args or ("",))[0]).strip("/") in LEGAL_PAGES
    )


def _lead(request: HttpRequest, page: str, reason: str) -> HttpResponse:
    """Somebody reading is led to the page; a program, or a form being sent, is told why not.

    A form is not redirected: its text would be lost, while Back still holds it after a 403.
    """
    if request.method in {"GET", "HEAD"} and _is_browsing(request):
        query = urlencode({"next": request.get_full_path(), "required": 1})
        return HttpResponseRedirect(f"{reverse(page)}?{query}")
    raise PermissionDenied(reason)


def _is_browsing(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "text/html")
    wants_page = "text/html" in accepted or accepted.startswith("*/*")
    return wants_page and not request.headers.get("HX-Request")
