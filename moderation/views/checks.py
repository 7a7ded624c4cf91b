from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from moderation.checks.named.errors import Unset
from moderation.checks.named.permissions import can_see_checks, can_set_checks
from moderation.checks.named.queries import board
from moderation.checks.named.registry import find_check
from moderation.checks.named.services import add_sign, remove_sign, set_effect
from moderation.forms_checks import EffectForm, SignForm
from moderation.models import SpamSign


@never_cache
@login_required
@require_safe
def checks(request: MemberRequest) -> HttpResponse:
    """What is looked for in every text that is sent, and what happens then."""
    can_see_checks(request.user).or_raise()
    return _page(request)


@never_cache
@login_required
@require_POST
def set_check(request: MemberRequest, code: str) -> HttpResponse:
    can_set_checks(request.user).or_raise()
    if find_check(code) is None:
        raise Http404
    try:
        set_effect(
            code=code,
            effect=request.POST.get("effect", ""),
            reason=request.POST.get("reason", ""),
            seen=request.POST.get("seen", ""),
            by=request.user,
        )
    except Unset as unset:
        return _page(request, code=code, unset=unset, status=422)
    messages.success(request, _("Done: the check does this from now on."))
    return redirect("moderation:checks")


@never_cache
@login_required
@require_POST
def add_spam(request: MemberRequest) -> HttpResponse:
    can_set_checks(request.user).or_raise()
    try:
        add_sign(sign=request.POST.get("sign", ""), by=request.user)
    except Unset as unset:
        return _page(request, unset=unset, status=422)
    messages.success(request, _("Added to the list."))
    return redirect("moderation:checks")


@never_cache
@login_required
@require_POST
def remove_spam(request: MemberRequest, sign_id: int) -> HttpResponse:
    can_set_checks(request.user).or_raise()
    remove_sign(sign=get_object_or_404(SpamSign, pk=sign_id), by=request.user)
    messages.success(request, _("Taken off the list."))
    return redirect("moderation:checks")


def _page(
    request: MemberRequest, *, code: str = "", unset: Unset | None = None, status: int = 200
) -> HttpResponse:
    """With what was typed, in the form it was typed in."""
    lines = board(at=timezone.now())
    forms = [
        EffectForm(line, request.POST) if line.check.code == code else EffectForm(line)
        for line in lines
    ]
    is_sign = unset is not None and not code
    context = {
        "lines": [
            (line, form, unset if line.check.code == code else None)
            for line, form in zip(lines, forms, strict=True)
        ],
        "verdict": can_set_checks(request.user),
        "signs": list(SpamSign.objects.all()),
        "sign_form": SignForm(request.POST if is_sign else None),
        "sign_problem": unset if is_sign else None,
    }
    return render(request, "moderation/checks.html", context, status=status)
