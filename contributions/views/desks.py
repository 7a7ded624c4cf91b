"""What every view of the editing page does first: find the page, know the person and their form."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.drafts.errors import DraftTooLong, NewerDraft
from contributions.drafts.services import save_draft
from contributions.editing.desk import Subject
from contributions.editing.sealing import unseal_recent
from contributions.editing.typed import as_payload, pairs, typed_in

_MOST_DIGITS = 15
# Shorter than any text somebody would mind losing: codes, ages, ticks.
_SHORTEST = 2


class _CsrfCheck(CsrfViewMiddleware):
    """Answers the reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def passes_csrf(request: HttpRequest) -> bool:
    """Django's own check, for views that must give the typed text back when it fails: the token
    changes at each sign-in, so a page left open in another tab always fails it once."""
    check: Callable[..., Any] = _CsrfCheck(lambda _request: HttpResponse()).process_view
    return check(request, None, (), {}) is None


def number_in(request: HttpRequest, name: str) -> int:
    """A number that the page itself wrote into its form; 0 when it was tampered with."""
    text = request.POST.get(name, "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else 0


def signed_out(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Their session ended. The seal names whose form it is: what they typed goes to their own
    draft, which nobody else reads, and they find it after signing in. Where it cannot be kept, the
    page carries it until they are back."""
    login = redirect_to_login(subject.url, resolve_url(settings.LOGIN_URL))
    sealed = request.POST.get("base", "")
    opened = unseal_recent(sealed, subject.identity)
    if request.method != "POST" or opened is None:
        return login
    owner = User.objects.filter(pk=opened.user_id, is_active=True).first()
    if owner is None:
        return login
    typed = typed_in(request.POST)
    try:
        save_draft(
            place=subject.place(owner),
            payload=as_payload(typed),
            seq=number_in(request, "seq") + 1,
            base=sealed,
            is_writing=False,
        )
    except (NewerDraft, DraftTooLong):
        context = {
            "typed": list(pairs(typed)),
            "base": sealed,
            "seq": number_in(request, "seq"),
            "version": number_in(request, "version"),
            "login_url": login.url,
        }
        return render(request, "contributions/editing/expired.html", context, status=409)
    return login


def gone(request: HttpRequest, subject: Subject) -> HttpResponse:
    """The page was taken off the site while they were writing: their words, to be copied."""
    typed = typed_in(request.POST) if request.method == "POST" else None
    texts = [value for _name, value in pairs(typed) if len(value) > _SHORTEST] if typed else []
    context = {
        "title": subject.kind.target.title(subject.target),
        "replacement_url": subject.kind.moved_to(subject.target),
        "texts": texts,
    }
    return render(request, "contributions/editing/gone.html", context, status=410)


def refuse_stranger(*, is_safe: bool) -> None:
    """Raise PermissionDenied when neither token nor seal is of a form we gave this person."""
    if not is_safe:
        raise PermissionDenied(_("This form does not come from a page of yours. Open it again."))
