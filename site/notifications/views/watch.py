"""Following one page, on a page of its own: the same link for everybody, so that pages stay
the same for everybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from notifications.following import follow, unfollow
from notifications.forms import FrequencyForm
from notifications.models import Frequency, Watch
from notifications.watchables import Shown, find_watchable, kind_label, read_page

_LONGEST_KEY = 120


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def watch(request: MemberRequest, kind: str, key: str) -> HttpResponse:
    """How often to hear of a page; 404 for one that this person may not read."""
    page = _page(request, kind, key)
    known = Watch.objects.filter(user=request.user, kind=kind, key=key).first()
    if request.method == "POST" and request.POST.get("act") == "stop":
        return _stop(request, page, (kind, key))
    initial = {"frequency": known.frequency if known else Frequency.WEEKLY}
    form = FrequencyForm(request.POST if request.method == "POST" else None, initial=initial)
    refusal = ""
    if form.is_valid():
        try:
            follow(user=request.user, page=(kind, key), frequency=form.cleaned_data["frequency"])
        except PermissionDenied as denied:
            refusal = str(denied)
        else:
            messages.success(request, _("You follow “%(title)s”.") % {"title": page.title})
            return redirect(page.path)
    context = {
        "form": form,
        "page": page,
        "kind": kind_label(kind),
        "known": known,
        "refusal": refusal,
    }
    status = 403 if refusal else 422 if form.errors else 200
    return render(request, "notifications/watch.html", context, status=status)


def _page(request: MemberRequest, kind: str, key: str) -> Shown:
    # PostgreSQL stores no NUL, and no page is called by one.
    if find_watchable(kind) is None or len(key) > _LONGEST_KEY or "\x00" in key:
        raise Http404
    page = read_page(request.user, (kind, key))
    if page is None:
        raise Http404
    return page


def _stop(request: MemberRequest, page: Shown, topic: tuple[str, str]) -> HttpResponseRedirect:
    unfollow(user=request.user, page=topic)
    messages.success(request, _("You no longer follow “%(title)s”.") % {"title": page.title})
    return redirect(page.path)
