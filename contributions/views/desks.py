"""What every view of the editing page does first: find the page, know the person and their form."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.drafts.errors import DraftTooLong, NewerDraft
from contributions.drafts.places import Place
from contributions.drafts.services import save_draft
from contributions.editing.kinds import EditKind
from contributions.editing.sealing import unseal_recent
from contributions.editing.typed import as_payload, pairs, typed_in

_MOST_SEQ = 2**53


class _CsrfCheck(CsrfViewMiddleware):
    """Answers the reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def passes_csrf(request: HttpRequest) -> bool:
    """Django's own check, for views that must give the typed text back when it fails: the token
    changes at each sign-in, so a page left open in another tab always fails it once."""
    check: Callable[..., Any] = _CsrfCheck(lambda _request: HttpResponse()).process_view
    return check(request, None, (), {}) is None


def seq_of(request: HttpRequest) -> int:
    """How many texts the page sent before this one."""
    text = request.POST.get("seq", "")
    return min(int(text), _MOST_SEQ) if text.isdecimal() else 0


def signed_out(request: HttpRequest, kind: EditKind, target: Any) -> HttpResponse:
    """Their session ended. The seal names whose form it is: what they typed goes to their own
    draft, which nobody else reads, and they find it after signing in. Where it cannot be kept, the
    page carries it until they are back."""
    back = reverse(kind.url_name, args=[target.public_id])
    login = redirect_to_login(back, resolve_url(settings.LOGIN_URL))
    sealed = request.POST.get("base", "")
    opened = unseal_recent(sealed, kind.name, target.public_id)
    if request.method != "POST" or opened is None:
        return login
    owner = User.objects.filter(pk=opened.user_id, is_active=True).first()
    if owner is None:
        return login
    typed = typed_in(request.POST)
    try:
        save_draft(
            place=Place.of_change(owner, kind.name, target.pk),
            payload=as_payload(typed),
            seq=seq_of(request) + 1,
            base=sealed,
            is_writing=False,
        )
    except (NewerDraft, DraftTooLong):
        context = {
            "typed": list(pairs(typed)),
            "base": sealed,
            "login_url": login.url,
            "seq": seq_of(request),
        }
        return render(request, "contributions/editing/expired.html", context, status=409)
    return login


def gone(request: HttpRequest, kind: EditKind, target: Any) -> HttpResponse:
    """The page was taken off the site while they were writing: their words, to be copied."""
    typed = typed_in(request.POST) if request.method == "POST" else None
    texts = [value for _name, value in pairs(typed) if len(value) > 2] if typed else []
    context = {
        "title": kind.target.title(target),
        "replacement_url": kind.moved_to(target),
        "texts": texts,
    }
    return render(request, "contributions/editing/gone.html", context, status=410)


def refuse_stranger(*, is_safe: bool) -> None:
    """Raise PermissionDenied when neither token nor seal is of a form we gave this person."""
    if not is_safe:
        raise PermissionDenied(_("This form does not come from a page of yours. Open it again."))
