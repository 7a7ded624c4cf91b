from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from contributions.mine.lines import reuse_url
from contributions.models import Proposal
from contributions.permissions import can_see_content, readable_fields
from contributions.previews import asked_diff
from contributions.targets import title_of, url_of
from moderation.appeals.permissions import APPEAL_WITHIN, can_appeal
from moderation.explaining.delays import delay_of
from moderation.explaining.own_text import own_text
from moderation.explaining.reasons import explanation_of
from moderation.jobs import EXPIRES_AFTER
from moderation.models import Appeal, Decision


@never_cache
@login_required
@require_safe
def why(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Why a proposal waits, or why it was refused, and what its author can do about it."""
    found = _readable(request, uuid)
    is_author = found.author_id == request.user.pk
    decision = found.decisions.order_by("-at").first()
    context = {
        "proposal": found,
        "title": title_of(found),
        "target_url": url_of(found),
        "is_author": is_author,
        "delay": delay_of(found, at=timezone.now()),
        "decision": decision,
        "diff": asked_diff(found, fields=readable_fields(request.user, found)),
        "reuse_url": reuse_url(request.user, found),
        "text": own_text(found) if is_author else "",
        **_about(request, found, decision),
    }
    return render(request, "moderation/explaining/why.html", context)


@never_cache
@login_required
@require_safe
def text(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """What the author wrote, as a plain text file; for them alone."""
    found = _readable(request, uuid)
    if found.author_id != request.user.pk:
        raise Http404
    response = HttpResponse(own_text(found), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="proposition-{found.uuid}.txt"'
    return response


def _about(request: MemberRequest, found: Proposal, decision: Decision | None) -> dict[str, Any]:
    """What the last answer means, and until when something can be done about it."""
    if decision is None:
        return {}
    if decision.verdict == Decision.Verdict.ASK:
        return {"expires_at": decision.at + EXPIRES_AFTER}
    appeals = Appeal.objects.filter(decision__proposal=found)
    return {
        "explanation": explanation_of(decision.reason),
        "can_appeal": can_appeal(request.user, decision, at=timezone.now()),
        "appeal_until": decision.at + APPEAL_WITHIN,
        "appeals": list(appeals) if found.author_id == request.user.pk else [],
    }


def _readable(request: MemberRequest, uuid: UUID) -> Proposal:
    """404 for whoever may not read it: that it exists is not said."""
    rows = Proposal.objects.with_targets().select_related(
        "offer__visibility", "offer__structure", "escalated_to"
    )
    found = get_object_or_404(rows, uuid=uuid)
    if not can_see_content(request.user, found):
        raise Http404
    return found
