"""« Ce que je suis »: the pages a person follows, how they are told, their feed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from notifications.following import change_frequency, unfollow
from notifications.forms import FrequencyForm, PreferencesForm
from notifications.models import Frequency, Watch
from notifications.preferences import choose, close_feed, new_feed, preferences_of
from notifications.watchables import kind_label, read_pages

PAGE_SIZE = 50


@never_cache
@require_safe
@login_required
def watches(request: MemberRequest) -> HttpResponse:
    """What a person follows; what they may no longer read is said to be gone, without its name."""
    return _shown(request)


def _shown(request: MemberRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = Watch.objects.filter(user=request.user).order_by("kind", "pk")
    listed = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    pages = read_pages(request.user, {row.topic for row in listed})
    preferences = preferences_of(request.user)
    context = {
        "watches": [
            {"row": row, "kind": kind_label(row.kind), "page": pages.get(row.topic)}
            for row in listed
        ],
        "listed": listed,
        "frequencies": Frequency.choices,
        "preferences": preferences,
        "is_refused": preferences.refused_email == request.user.email,
        "form": PreferencesForm(preferences=preferences),
        **more,
    }
    return render(request, "notifications/watches.html", context, status=status)


@require_POST
@login_required
def watch_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Another frequency for one of the pages, or none at all."""
    row = get_object_or_404(Watch, pk=pk, user=request.user)
    if request.POST.get("act") == "stop":
        unfollow(user=request.user, page=row.topic)
        messages.success(request, _("You no longer follow this page."))
        return _back()
    form = FrequencyForm(request.POST)
    if not form.is_valid():
        return _shown(request, status=422, fault=_("Choose one of the frequencies of the list."))
    change_frequency(watch=row, frequency=form.cleaned_data["frequency"])
    messages.success(request, _("Noted: you will hear of this page at this rhythm."))
    return _back()


@require_POST
@login_required
def preferences_change(request: MemberRequest) -> HttpResponse:
    form = PreferencesForm(request.POST, preferences=preferences_of(request.user))
    if not form.is_valid():
        return _shown(request, status=422, form=form)
    choose(
        user=request.user,
        time_zone=form.cleaned_data["time_zone"],
        mailed=form.cleaned_data["mailed"],
    )
    messages.success(request, _("Your choices about messages are kept."))
    return _back()


@never_cache
@require_http_methods(["POST"])
@login_required
def feed_change(request: MemberRequest) -> HttpResponse:
    """A new secret address, shown this once; or none any more."""
    if request.POST.get("act") == "stop":
        close_feed(user=request.user)
        messages.success(request, _("Your feed is closed: its address no longer answers."))
        return _back()
    token = new_feed(user=request.user)
    address = request.build_absolute_uri(reverse("notifications:feed", args=[token]))
    return _shown(request, feed_address=address)


def _back() -> HttpResponseRedirect:
    return redirect("notifications:watches")
