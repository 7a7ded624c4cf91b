from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from accounts.paging import turns
from contributions.models import Post, Proposal
from contributions.permissions import readable_fields
from contributions.previews import asked_diff
from moderation.appeals.errors import ClosedAppeal, Unsaid
from moderation.appeals.forms import AppealForm, SettlingForm
from moderation.appeals.permissions import (
    can_appeal,
    can_appeal_block,
    can_appeal_hiding,
    can_appeal_protection,
    can_read,
    can_settle,
)
from moderation.appeals.queries import appeals_before
from moderation.appeals.services import (
    appeal_against_block,
    appeal_against_hiding,
    appeal_against_protection,
    appeal_against_refusal,
    settle_appeal,
    withdraw_appeal,
)
from moderation.appeals.subjects import (
    Subject,
    of_block,
    of_hiding,
    of_protection,
    of_refusal,
    subject_of,
)
from moderation.blocks.permissions import can_acknowledge
from moderation.explaining.reasons import explanation_of
from moderation.models import Appeal, Block, Decision, Protection
from moderation.permissions import can_open_queue

PER_PAGE = 30


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refusal(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Appeal against the refusal of one's own proposal; 404 for everybody else's."""
    rows = Proposal.objects.with_targets().filter(author=request.user)
    decision = get_object_or_404(rows, uuid=uuid).decisions.order_by("-at").first()
    if decision is None or decision.verdict != Decision.Verdict.REFUSE:
        raise Http404
    can_appeal(request.user, decision, at=timezone.now()).or_raise()
    return _appeal(
        request,
        of_refusal(decision),
        lambda text: appeal_against_refusal(decision=decision, author=request.user, text=text),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hiding(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Appeal for one's own hidden message; 404 for everybody else's."""
    rows = Post.objects.select_related("thread").filter(author=request.user)
    post = get_object_or_404(rows, uuid=uuid, hidden_at__isnull=False)
    can_appeal_hiding(request.user, post, at=timezone.now()).or_raise()
    return _appeal(
        request,
        of_hiding(post),
        lambda text: appeal_against_hiding(post=post, author=request.user, text=text),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Appeal against one's own block, however blocked; 404 for everybody else's."""
    found = get_object_or_404(Block.objects.select_related("territory"), uuid=uuid)
    if not can_acknowledge(request.user, found):
        raise Http404
    can_appeal_block(request.user, found, at=timezone.now()).or_raise()
    return _appeal(
        request,
        of_block(found),
        lambda text: appeal_against_block(block=found, author=request.user, text=text),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def protection(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Appeal against the protection of a page, which is public."""
    found = get_object_or_404(Protection.objects.listed(), uuid=uuid)
    can_appeal_protection(request.user, found, at=timezone.now()).or_raise()
    return _appeal(
        request,
        of_protection(found),
        lambda text: appeal_against_protection(protection=found, author=request.user, text=text),
    )


def _appeal(request: MemberRequest, subject: Subject, act: Callable[[str], Appeal]) -> HttpResponse:
    form, status = AppealForm(), 200
    if request.method == "POST":
        form = AppealForm(request.POST)
        try:
            made = act(str(form.data.get("text", "")))
        except Unsaid as unsaid:
            form.add_error("text", unsaid.message)
            status = 422
        else:
            messages.success(request, _("Your appeal is sent. Someone else will look at it again."))
            return redirect("moderation:appeal", made.uuid)
    context = {"subject": subject, "form": form}
    return render(request, "moderation/appeals/new.html", context, status=status)


@never_cache
@login_required
@require_safe
def appeals(request: MemberRequest) -> HttpResponse:
    """What somebody else decided and is to be looked at again, the one due first at the top."""
    can_open_queue(request.user).or_raise()
    page = Paginator(appeals_before(request.user), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "count": page.paginator.count,
        "lines": [(one, subject_of(one), one.due_at <= now) for one in page],
        **turns(page),
    }
    return render(request, "moderation/appeals/list.html", context)


@never_cache
@login_required
@require_safe
def appeal(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """An appeal: for its author what became of it, for whoever may settle it the two answers."""
    return _page(request, _readable(request, uuid), SettlingForm())


@never_cache
@login_required
@require_POST
def settle(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _readable(request, uuid)
    can_settle(request.user, found).or_raise()
    form = SettlingForm(request.POST)
    verdict = str(form.data.get("verdict", ""))
    if verdict not in (form.UPHOLD, form.OVERTURN):
        form.add_error("verdict", _("Say whether the decision stands."))
        return _page(request, found, form, status=422)
    try:
        settle_appeal(
            appeal=found,
            by=request.user,
            overturns=verdict == form.OVERTURN,
            answer=str(form.data.get("answer", "")),
        )
    except Unsaid as unsaid:
        form.add_error("answer", unsaid.message)
        return _page(request, found, form, status=422)
    except ClosedAppeal as closed:
        return _page(request, _readable(request, uuid), form, problem=str(closed), status=409)
    messages.success(request, _("Answered. The person is told what you decided, and why."))
    return _go_on(_readable(request, uuid))


@never_cache
@login_required
@require_POST
def withdraw(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _readable(request, uuid)
    try:
        withdraw_appeal(appeal=found, author=request.user)
    except ClosedAppeal as closed:
        messages.error(request, str(closed))
    else:
        messages.success(request, _("Your appeal is withdrawn."))
    return redirect("moderation:appeal", found.uuid)


def _go_on(found: Appeal) -> HttpResponse:
    """On to the proposal that waits again, which this animator may now decide on."""
    proposal = found.decision.proposal if found.decision else None
    if proposal is not None and proposal.state in Proposal.OPEN:
        return redirect("moderation:proposal", proposal.uuid)
    return redirect("moderation:appeals")


def _readable(request: MemberRequest, uuid: UUID) -> Appeal:
    """404 for whoever may not read it: that it exists is not said."""
    rows = Appeal.objects.with_subjects().select_related("decision__proposal__offer__visibility")
    found = get_object_or_404(rows, uuid=uuid)
    if not can_read(request.user, found):
        raise Http404
    return found


def _page(
    request: MemberRequest,
    found: Appeal,
    form: SettlingForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    is_author = found.author_id == request.user.pk
    context = {
        "appeal": found,
        "subject": subject_of(found),
        "is_author": is_author,
        "verdict": None if is_author else can_settle(request.user, found),
        "is_late": found.is_open and found.due_at <= timezone.now(),
        "form": form,
        "problem": problem,
        **_looked_at(request, found),
    }
    return render(request, "moderation/appeals/appeal.html", context, status=status)


def _looked_at(request: MemberRequest, found: Appeal) -> dict[str, Any]:
    """What is to be looked at again: the change that was refused, the hidden message, the block, or
    the protection."""
    if found.decision is None:
        return {"post": found.post, "placed": found.block, "protection": found.protection}
    proposal = found.decision.proposal
    return {
        "proposal": proposal,
        "diff": asked_diff(proposal, fields=readable_fields(request.user, proposal)),
        "explanation": explanation_of(found.decision.reason),
    }
