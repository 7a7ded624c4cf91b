from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from contributions.models import Proposal
from contributions.previews import preview
from contributions.targets import title_of
from moderation.deciding.permissions import can_edit
from moderation.deciding.services import SeenVersion, edit_and_accept
from moderation.desk.editing import Rewriting, editable_fields
from moderation.desk.filters import Filters
from moderation.errors import ProposalInConflict
from moderation.views.decisions import LACKS, MOVED, problem_of, said_of
from moderation.views.items import address_after, item_url, moderated
from offers.validation import InvalidFields


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Say the proposed fields better, and accept: it goes live in the name of its author."""
    proposal = moderated(request, uuid)
    if request.method == "POST":
        return _accept(request, proposal)
    if proposal.state not in Proposal.OPEN or not editable_fields(proposal):
        return redirect(item_url(proposal, Filters.from_query(request.GET)))
    can_edit(request.user, proposal).or_raise()
    return _page(request, Rewriting(proposal, preview(proposal)))


def _accept(request: MemberRequest, proposal: Proposal) -> HttpResponse:
    """What is refused comes back with all that was typed, on the page as it is now."""
    can_edit(request.user, proposal).or_raise()
    rewriting = Rewriting(proposal, preview(proposal), request.POST)
    try:
        seen = SeenVersion.from_post(request.POST)
        answer = edit_and_accept(
            proposal=proposal, moderator=request.user, seen=seen, changes=rewriting.changes()
        )
    except InvalidFields as invalid:
        rewriting.refuse(invalid.errors)
        return _page(request, rewriting, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except LACKS as lacking:
        problem = problem_of(lacking)
        return _page(request, rewriting, problem, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except MOVED as moved:
        return _page(request, rewriting, str(moved), status=HTTPStatus.CONFLICT)
    except ProposalInConflict as conflict:
        messages.warning(request, str(conflict))
    else:
        messages.success(request, said_of(answer))
    return redirect(address_after(request, proposal))


def _page(
    request: MemberRequest,
    rewriting: Rewriting,
    problem: str = "",
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    proposal = rewriting.proposal
    filters = Filters.from_query(request.GET)
    context = {
        "proposal": proposal,
        "title": title_of(proposal),
        "preview": rewriting.preview,
        "form": rewriting.form,
        "boxes": rewriting.boxes,
        "rows": rewriting.rows,
        "is_open": proposal.state in Proposal.OPEN,
        "filters": filters,
        "back_url": item_url(proposal, filters),
        "next": request.POST.get("next", request.GET.get("next", "")),
        "problem": problem,
    }
    return render(request, "moderation/edit.html", context, status=status)
