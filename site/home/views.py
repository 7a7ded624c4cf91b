from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from home.services import mark_notice_read
from home.style import components
from notifications.models import Notice
from notifications.texts import subject
from offers.models import Membership
from territories.permissions import territories_administered_by, territories_moderated_by

# What fits on one page without paging: older notices were read or have lost their use.
NOTICES_SHOWN = 30


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with the line that includes it."""
    return render(request, "home/style.html", {"components": components()})


@require_safe
@login_required
def me(request: MemberRequest) -> HttpResponse:
    """What the site has to tell a person, and the ways to what is theirs."""
    notices = Notice.objects.filter(recipient=request.user)
    context = {
        "notices": [
            {"row": row, "title": subject(row.kind, row.params)} for row in notices[:NOTICES_SHOWN]
        ],
        "unread": notices.filter(read_at=None).count(),
        "kept": Membership.objects.filter(user=request.user)
        .select_related("structure")
        .order_by("structure__search_name"),
        "moderates": territories_moderated_by(request.user).exists(),
        "administers": territories_administered_by(request.user).exists(),
    }
    return render(request, "home/me.html", context)


@require_POST
@login_required
def notice_read(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    notice = get_object_or_404(Notice, pk=pk, recipient=request.user)
    mark_notice_read(notice=notice, at=timezone.now())
    messages.success(request, _("Marked as read."))
    return redirect("home:me")
