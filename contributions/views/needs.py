"""Proposing on needs: what their page says, and how people say them."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from contributions.errors import MovedMeanwhile, NoChange, TwinProposal
from contributions.forms_needs import ExpressionForm, NeedPageForm, seal, unseal
from contributions.models import Proposal
from contributions.permissions import can_propose
from contributions.services import propose
from offers.models import NeedPage
from offers.need_pages import need_page_snapshot
from offers.validation import InvalidFields

Target, Action, Kind = Proposal.Target, Proposal.Action, Proposal.Kind
Form = NeedPageForm | ExpressionForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: MemberRequest, code: str) -> HttpResponse:
    """Say better, in plain words, what a need is."""
    page = _page(code)
    can_propose(request.user, page).or_raise()
    if request.method != "POST":
        form = NeedPageForm(initial=need_page_snapshot(page))
        return _answer(request, page, form)
    form = NeedPageForm(request.POST)
    base = unseal(page, request.POST.get("base", ""))
    if base is None:
        problem = _("We could not tell which version of the page you read. Check what you typed.")
        return _answer(request, page, form, status=400, problem=problem)
    said = {"target": page, "base": base, "changes": {"description": form.typed("description")}}
    return _send(request, page, form, {"target_kind": Target.NEED_PAGE, **said})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: MemberRequest, code: str) -> HttpResponse:
    """Tell another way in which people say a need."""
    page = _page(code, is_category=False)
    can_propose(request.user, None).or_raise()
    if request.method != "POST":
        return _answer(request, page, ExpressionForm())
    form = ExpressionForm(request.POST)
    changes = {"text": form.typed("text"), "need": page.need.code}
    said = {"target_kind": Target.EXPRESSION, "action": Action.CREATE, "kind": Kind.NEW}
    return _send(request, page, form, {**said, "changes": changes})


def _page(code: str, *, is_category: bool = True) -> NeedPage:
    """404 for a need that another replaced, or a category where only a need can be said."""
    pages = NeedPage.objects.select_related("need").filter(need__replaced_by=None, live=True)
    if not is_category:
        pages = pages.filter(need__category__isnull=False)
    found: NeedPage = get_object_or_404(pages, need__code=code)
    return found


def _send(
    request: MemberRequest, page: NeedPage, form: Form, said: Mapping[str, Any]
) -> HttpResponse:
    """Send; on any refusal the page comes back with everything that was typed."""
    try:
        proposal = propose(author=request.user, summary=form.typed("proposal_summary"), **said)
    except InvalidFields as invalid:
        form.add_errors(invalid.errors)
        return _answer(request, page, form, status=422)
    except NoChange as nothing:
        return _answer(request, page, form, status=422, problem=str(nothing))
    except (TwinProposal, MovedMeanwhile) as refusal:
        return _answer(request, page, form, status=409, problem=str(refusal))
    if proposal.is_supported_now:
        text = _("Somebody else already proposed exactly this: your proposal now supports theirs.")
        messages.success(request, text)
        return redirect(page.get_absolute_url())
    messages.success(request, _("Thank you. An animator will read your proposal and answer you."))
    return redirect("contributions:proposal", proposal.uuid)


def _answer(
    request: MemberRequest, page: NeedPage, form: Form, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    """From a refusal on, what is typed answers the page as it is now, which is shown beside."""
    is_description = isinstance(form, NeedPageForm)
    context = {
        "need": page.need,
        "page": page,
        "form": form,
        "problem": problem,
        "is_description": is_description,
        "base": seal(page) if is_description else "",
        "now": page.description if status == 409 and is_description else "",
    }
    return render(request, "contributions/needs/propose.html", context, status=status)
