"""What an animator answers to a proposal: each act is a POST from the page of the item."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import MemberRequest
from contributions.errors import ClosedProposal, NotNow, StaleVersion
from contributions.models import Proposal
from moderation.errors import MissingReason, MissingVersion, ProposalInConflict
from moderation.forms import AnswerForm, AskForm, RefusalForm
from moderation.services import SeenVersion, accept_proposal, ask_for_change, refuse_proposal
from moderation.views.items import address_after, item_page, moderated


@never_cache
@login_required
@require_POST
def accept(request: MemberRequest, uuid: UUID) -> HttpResponse:
    def act(proposal: Proposal) -> str:
        seen = SeenVersion.from_post(request.POST)
        accept_proposal(proposal=proposal, moderator=request.user, seen=seen)
        return _("Accepted. The page shows the change, and its author is told.")

    return _answer(request, uuid, act)


@never_cache
@login_required
@require_POST
def refuse(request: MemberRequest, uuid: UUID) -> HttpResponse:
    form = RefusalForm(request.POST)

    def act(proposal: Proposal) -> str:
        refuse_proposal(
            proposal=proposal,
            moderator=request.user,
            version=SeenVersion.from_post(request.POST).version,
            reason=form.typed("reason"),
            message=form.typed("message"),
        )
        return _("Refused. Its author is told why.")

    return _answer(request, uuid, act, form)


@never_cache
@login_required
@require_POST
def ask(request: MemberRequest, uuid: UUID) -> HttpResponse:
    form = AskForm(request.POST)

    def act(proposal: Proposal) -> str:
        ask_for_change(
            proposal=proposal,
            moderator=request.user,
            version=SeenVersion.from_post(request.POST).version,
            message=form.typed("message"),
        )
        return _("Handed back. Its author reads what to change.")

    return _answer(request, uuid, act, form)


def _answer(
    request: MemberRequest,
    uuid: UUID,
    act: Callable[[Proposal], str],
    form: AnswerForm | None = None,
) -> HttpResponse:
    """Do it, and go on to the next item. What is refused comes back with the item as it is now,
    what was typed, and why: 422 when something lacks, 409 when it moved meanwhile."""
    proposal = moderated(request, uuid)
    try:
        said = act(proposal)
    except (MissingVersion, MissingReason) as missing:
        return item_page(request, proposal, sent=form, problem=str(missing), status=422)
    except (StaleVersion, ClosedProposal, NotNow) as moved:
        now = moderated(request, uuid)
        return item_page(request, now, sent=form, problem=str(moved), status=409)
    except ProposalInConflict as conflict:
        messages.warning(request, str(conflict))
    else:
        messages.success(request, said)
    return redirect(address_after(request, proposal))
