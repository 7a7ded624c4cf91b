from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from contributions.editing.kinds import KINDS
from contributions.errors import ClosedProposal
from contributions.models import Proposal
from contributions.permissions import can_resubmit, can_see_content, can_withdraw, readable_fields
from contributions.previews import asked_diff
from contributions.services import withdraw_proposal
from contributions.targets import title_of, url_of

MINE_SHOWN = 50


@never_cache
@login_required
@require_safe
def proposal(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """What was proposed, where it stands, and what was answered; for those who may read it."""
    found = _readable(request, uuid)
    context = {
        "proposal": found,
        "title": title_of(found),
        "target_url": url_of(found),
        "diff": asked_diff(found, fields=readable_fields(request.user, found)),
        "decision": found.decisions.order_by("-at").first(),
        "can_withdraw": can_withdraw(request.user, found),
        "can_resume": found.action == Proposal.Action.EDIT
        and found.target_kind in KINDS
        and bool(can_resubmit(request.user, found)),
        "is_author": found.author_id == request.user.pk,
    }
    return render(request, "contributions/proposal.html", context)


@never_cache
@login_required
@require_POST
def withdraw(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _readable(request, uuid)
    try:
        withdraw_proposal(proposal=found, author=request.user)
    except ClosedProposal as closed:
        messages.error(request, str(closed))
    else:
        messages.success(request, _("Your proposal is withdrawn. Nobody will decide on it."))
    return redirect("contributions:proposal", found.uuid)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD"])
def mine(request: MemberRequest) -> HttpResponse:
    """The proposals of the person, newest first, each with its state and the reason given."""
    proposals = Proposal.objects.listed().written_by(request.user.pk).order_by("-created_at", "-pk")
    shown = [(proposal, title_of(proposal)) for proposal in proposals[:MINE_SHOWN]]
    return render(request, "contributions/mine.html", {"proposals": shown})


def _readable(request: MemberRequest, uuid: UUID) -> Proposal:
    """404 for whoever may not read it: that it exists is not said."""
    found = get_object_or_404(
        Proposal.objects.select_related(
            "offer__public", "offer__visibility", "structure", "territory"
        ),
        uuid=uuid,
    )
    if not can_see_content(request.user, found):
        raise Http404
    return found
