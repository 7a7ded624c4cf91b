"""What an animator answers to a proposal: each act is a POST from the page of the item."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import MemberRequest
from contributions.errors import ClosedProposal, NoChange, NotNow, StaleVersion, TwinProposal
from contributions.models import Proposal
from moderation.claims.errors import HeldBySomebody
from moderation.deciding import services
from moderation.deciding.services import SeenVersion
from moderation.desk.filters import Filters
from moderation.desk.undoing import WAYS
from moderation.errors import MissingReason, MissingVersion, ProposalInConflict, TooLate
from moderation.forms import (
    AnswerForm,
    AskForm,
    EscalateForm,
    JoinForm,
    PartForm,
    RefusalForm,
    TurnForm,
)
from moderation.models import Agreement, Decision
from moderation.views.items import address_after, item_page, item_url, moderated
from offers.validation import InvalidFields

LACKS = (MissingVersion, MissingReason, InvalidFields, NoChange)
MOVED = (StaleVersion, ClosedProposal, NotNow, TwinProposal, HeldBySomebody)

Act = Callable[[MemberRequest, Proposal, Any], str]
View = Callable[..., HttpResponse]


def answer(form_type: type[AnswerForm] = AnswerForm) -> Callable[[Act], View]:
    """A view of an act that gives the words of what was done, and leads on to the next item. What
    is refused comes back with the item as it is now, what was typed, and why: 422 when something
    lacks, 409 when it moved meanwhile."""

    def make(act: Act) -> View:
        @never_cache
        @login_required
        @require_POST
        @wraps(act)
        def view(request: MemberRequest, uuid: UUID) -> HttpResponse:
            proposal = moderated(request, uuid)
            form = form_type(request.POST, proposal=proposal, user=request.user)
            try:
                said = act(request, proposal, form)
            except LACKS as lacking:
                words = problem_of(lacking)
                return item_page(request, proposal, sent=form, problem=words, status=422)
            except MOVED as moved:
                now = moderated(request, uuid)
                return item_page(request, now, sent=form, problem=str(moved), status=409)
            except ProposalInConflict as conflict:
                messages.warning(request, str(conflict))
            else:
                messages.success(request, said)
            return redirect(address_after(request, proposal))

        return view

    return make


def problem_of(lacking: Exception) -> str:
    if isinstance(lacking, InvalidFields):
        return " ".join(line for lines in lacking.errors.values() for line in lines)
    return str(lacking)


def said_of(result: Decision | Agreement) -> str:
    if isinstance(result, Agreement):
        return _("You agree. A second person must accept before the page changes.")
    return _("Accepted. The page shows the change, and its author is told.")


@answer()
def accept(request: MemberRequest, proposal: Proposal, form: AnswerForm) -> str:
    seen = SeenVersion.from_post(request.POST)
    return said_of(services.accept_proposal(proposal=proposal, moderator=request.user, seen=seen))


@answer(PartForm)
def accept_part(request: MemberRequest, proposal: Proposal, form: PartForm) -> str:
    parted = services.accept_in_part(
        proposal=proposal,
        moderator=request.user,
        seen=SeenVersion.from_post(request.POST),
        paths=form.chosen,
        refusal=form.refusal(),
    )
    count = len(form.chosen)
    done = ngettext("%(count)d change accepted", "%(count)d changes accepted", count)
    rest = _("the rest waits.") if parted.refusal is None else _("the rest is refused.")
    return f"{done % {'count': count}}, {rest}"


@answer(RefusalForm)
def refuse(request: MemberRequest, proposal: Proposal, form: RefusalForm) -> str:
    services.refuse_proposal(
        proposal=proposal,
        moderator=request.user,
        version=SeenVersion.from_post(request.POST).version,
        reason=form.typed("reason"),
        message=form.said(),
    )
    return _("Refused. Its author is told why.")


@answer(AskForm)
def ask(request: MemberRequest, proposal: Proposal, form: AskForm) -> str:
    services.ask_for_change(
        proposal=proposal,
        moderator=request.user,
        version=SeenVersion.from_post(request.POST).version,
        message=form.said(),
    )
    return _("Handed back. Its author reads what to change.")


@answer(JoinForm)
def join(request: MemberRequest, proposal: Proposal, form: JoinForm) -> str:
    into = form.twins.get(form.typed("into"))
    if into is None:
        raise InvalidFields({"into": [_("Choose the proposal that says the same.")]})
    services.join_proposals(
        proposal=proposal,
        into=into,
        moderator=request.user,
        version=SeenVersion.from_post(request.POST).version,
    )
    return _("Joined. Whoever asked for it supports the other proposal now.")


@answer(TurnForm)
def turn(request: MemberRequest, proposal: Proposal, form: TurnForm) -> str:
    into = form.found()
    if into is None:
        raise InvalidFields({"page": [_("Choose the page of the site that is this offer.")]})
    services.turn_into_edit(
        proposal=proposal,
        into=into,
        moderator=request.user,
        version=SeenVersion.from_post(request.POST).version,
    )
    return _("It goes on as an edit of the page that stands. Its author is told.")


@answer(EscalateForm)
def escalate(request: MemberRequest, proposal: Proposal, form: EscalateForm) -> str:
    escalation = services.escalate_proposal(
        proposal=proposal,
        moderator=request.user,
        version=SeenVersion.from_post(request.POST).version,
        message=form.typed("message"),
    )
    return _("Passed on to %(place)s.") % {"place": escalation.to.name}


@answer()
def skip(request: MemberRequest, proposal: Proposal, form: AnswerForm) -> str:
    version = SeenVersion.from_post(request.POST).version
    services.skip_proposal(proposal=proposal, moderator=request.user, version=version)
    return _("Left for later: it comes last in your list until tomorrow.")


@answer()
def recuse(request: MemberRequest, proposal: Proposal, form: AnswerForm) -> str:
    version = SeenVersion.from_post(request.POST).version
    services.recuse(proposal=proposal, moderator=request.user, version=version)
    return _("Left to somebody else: you will not see it in your list again.")


@never_cache
@login_required
@require_POST
def undo(request: MemberRequest, way: str, key: int) -> HttpResponse:
    """404 for an act of somebody else, and for one that is undone already."""
    taken = WAYS.get(way)
    if taken is None:
        raise Http404
    found = get_object_or_404(taken.model, pk=key, **{taken.by: request.user})
    try:
        proposal = taken.undo(found, request.user)
    except TooLate as late:
        messages.error(request, str(late))
        return redirect("contributions:proposal", found.proposal.uuid)
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, str(taken.said))
    return redirect(item_url(proposal, Filters.from_query(request.GET)))
