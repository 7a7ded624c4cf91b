from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from home.services import mark_all_read, mark_notice_read
from home.style import components
from home.territory.areas import areas_of
from notifications import kinds
from notifications.models import Notice
from notifications.texts import subject
from offers.models import Membership
from territories.permissions import administers_somewhere, moderates_somewhere

NOTICES_SHOWN = 30


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with the line that includes it."""
    return render(request, "home/style.html", {"components": components()})


@require_safe
@login_required
def me(request: MemberRequest) -> HttpResponse:
    """What the site has to tell a person, and the ways to what is theirs."""
    notices = Notice.objects.for_person(request.user)
    before = _number(request.GET.get("avant"))
    found = list(notices.before(before)[: NOTICES_SHOWN + 1])
    shown = found[:NOTICES_SHOWN]
    tellable = kinds.tellable(request.user, shown)
    context = {
        "notices": [
            {"row": row, "title": subject(row.kind, row.params)}
            for row in shown
            if row.pk in tellable
        ],
        "kept": Membership.objects.filter(user=request.user)
        .select_related("structure")
        .order_by("structure__search_name"),
        "older": shown[-1].pk if len(found) > NOTICES_SHOWN else None,
        "is_first": before is None,
        "newest": shown[0].pk if shown else 0,
        "unread": notices.unread().count(),
        "desks": areas_of(request.user, at=timezone.now()),
        "moderates": moderates_somewhere(request.user),
        "administers": administers_somewhere(request.user),
    }
    return render(request, "home/me.html", context)


def _number(text: str | None) -> int | None:
    """A key as an address gives it; None for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@require_POST
@login_required
def notices_read(request: MemberRequest) -> HttpResponseRedirect:
    """All that was shown; what came since stays unread."""
    up_to = _number(request.POST.get("up_to"))
    mark_all_read(user=request.user, up_to=up_to or 0, at=timezone.now())
    messages.success(request, _("Everything is marked as read."))
    return redirect("home:me")


@require_POST
@login_required
def notice_read(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    notice = get_object_or_404(Notice, pk=pk, recipient=request.user)
    mark_notice_read(notice=notice, at=timezone.now())
    messages.success(request, _("Marked as read."))
    return redirect("home:me")
