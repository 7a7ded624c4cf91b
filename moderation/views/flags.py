from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from contributions.models import Post, Proposal
from moderation.errors import Refused
from moderation.flags.permissions import can_flag, can_settle_flags
from moderation.flags.queries import to_read_by
from moderation.flags.services import flag, set_aside, uphold
from moderation.flags.subjects import Subject, can_read, of_post, of_proposal
from moderation.forms_flags import FlagForm
from moderation.models import Flag
from moderation.permissions import can_open_queue
from territories.permissions import moderates


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: MemberRequest, kind: str, uuid: UUID) -> HttpResponse:
    """Say that a message or a proposal should not be read by others."""
    subject = _subject(kind, uuid)
    if not can_read(request.user, subject):
        raise Http404
    can_flag(request.user, subject).or_raise()
    form = FlagForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                flag(subject=subject, user=request.user, **form.cleaned_data)
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, _("Thank you. An animator will read it."))
                return redirect("contributions:mine")
    context = {"subject": subject, "form": form}
    return render(request, "moderation/flag.html", context, status=status)


@never_cache
@login_required
@require_safe
def flags(request: MemberRequest) -> HttpResponse:
    """Reported messages and proposals of the territories of the person."""
    can_open_queue(request.user).or_raise()
    context: dict[str, Any] = {
        "lines": to_read_by(request.user),
        "reasons": Flag.Reason.choices,
    }
    return render(request, "moderation/flags.html", context)


@never_cache
@login_required
@require_POST
def settle(request: MemberRequest, kind: str, uuid: UUID) -> HttpResponse:
    """Hide it, or show it again; 404 outside the territories of the person."""
    subject = _subject(kind, uuid)
    if not moderates(request.user, subject.territory):
        raise Http404
    can_settle_flags(request.user, subject).or_raise()
    if request.POST.get("verdict") == "show":
        set_aside(subject=subject, by=request.user)
        messages.success(request, _("Set aside: everybody who could read it can read it."))
        return redirect("moderation:flags")
    try:
        uphold(subject=subject, by=request.user, reason=request.POST.get("reason", ""))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Hidden. Its author is told why."))
    return redirect("moderation:flags")


def _subject(kind: str, uuid: UUID) -> Subject:
    if kind == "message":
        posts = Post.objects.select_related("thread", "author")
        return of_post(get_object_or_404(posts, uuid=uuid))
    proposals = Proposal.objects.with_targets().select_related(
        "author", "hidden", "offer__visibility"
    )
    return of_proposal(get_object_or_404(proposals, uuid=uuid))
