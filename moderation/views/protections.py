from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from accounts.models import User
from accounts.paging import turns
from contributions.history.kinds import kept_in
from contributions.targets import kind_for, kind_named
from moderation.appeals.permissions import can_appeal_protection
from moderation.blocks.appealing import appeal_url
from moderation.errors import Refused
from moderation.forms_protection import ProtectionForm
from moderation.models import Protection
from moderation.permissions import can_open_queue
from moderation.protection.parts import title_of_part
from moderation.protection.permissions import can_lift_protection
from moderation.protection.queries import in_force_on, protections_of
from moderation.protection.services import lift_protection, protect
from territories.permissions import moderates, territories_moderated_by

PER_PAGE = 30


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: MemberRequest, family: str, name: str) -> HttpResponse:
    """Protect a page, or see what protects it; for the animators of its territory."""
    target = _target(request, family, name)
    kind = kind_for(target)
    said: dict[str, Any] = {"kind": kind.column, "user": request.user}
    said["home"] = kind.home_territory(target)
    if request.method != "POST":
        form = ProtectionForm(**said, initial={"part": request.GET.get("partie", "")})
        return _form_page(request, target, form)
    form = ProtectionForm(request.POST, **said)
    if not form.is_valid():
        return _form_page(request, target, form, status=422)
    now = timezone.now()
    try:
        protection = protect(
            target=target,
            by=request.user,
            ends_at=form.ends_at(at=now),
            at=now,
            **{name: form.cleaned_data[name] for name in ("part", "level", "reason", "message")},
        )
    except Refused as refused:
        form.refuse(refused)
        return _form_page(request, target, form, status=422)
    messages.success(request, _("The page is protected. Everybody can read why."))
    return redirect(protection)


@never_cache
@login_required
@require_safe
def protections(request: MemberRequest) -> HttpResponse:
    """What is protected in the territories of the person, and what was."""
    can_open_queue(request.user).or_raise()
    page = Paginator(protections_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "lines": [_line(protection, is_on=protection.is_in_force(now)) for protection in page],
        **turns(page),
    }
    return render(request, "moderation/protections.html", context)


@never_cache
@require_safe
def protection(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Why a page is protected, until when, and what one can do about it; for everybody."""
    found = get_object_or_404(Protection.objects.listed(), uuid=uuid)
    is_on = found.is_in_force(timezone.now())
    context = {
        **_line(found, is_on=is_on),
        "can_lift": is_on
        and request.user.is_authenticated
        and bool(can_lift_protection(request.user, found)),
        **_contesting(request, found),
        "can_propose": found.level == Protection.Level.READ_FIRST,
    }
    return render(request, "moderation/protection.html", context)


@never_cache
@login_required
@require_POST
def lift(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """404 outside the territories of the person, though the page itself is public."""
    here = territories_moderated_by(request.user)
    rows = Protection.objects.held_in(here)
    found = get_object_or_404(rows, uuid=uuid)
    lift_protection(protection=found, by=request.user)
    messages.success(request, _("The protection is lifted."))
    return redirect("moderation:protections")


def _target(request: MemberRequest, family: str, name: str) -> Any:
    """404 for what one does not animate: the form is not for others."""
    kept = kept_in(family)
    target = kept.find(name)
    if target is None or not moderates(request.user, kept.kind.home_territory(target)):
        raise Http404
    return target


def _line(protection: Protection, *, is_on: bool) -> dict[str, Any]:
    kind = kind_named(protection.kind)
    return {
        "protection": protection,
        "title": kind.title(protection.target),
        "target_url": kind.url(protection.target),
        "part": title_of_part(protection.kind, protection.part),
        "is_on": is_on,
    }


def _contesting(request: HttpRequest, found: Protection) -> dict[str, Any]:
    """Where the person contests it, or reads the answer; a visitor signs in first."""
    if not isinstance(request.user, User):
        return {"appeal_url": appeal_url(found)}
    mine = found.appeals.filter(author=request.user).order_by("-pk").first()
    may = can_appeal_protection(request.user, found, at=timezone.now())
    return {"appeal": mine, "appeal_url": appeal_url(found) if may else ""}


def _form_page(
    request: MemberRequest, target: Any, form: ProtectionForm, *, status: int = 200
) -> HttpResponse:
    kind = kind_for(target)
    standing = in_force_on(target, at=timezone.now()).listed()
    context = {
        "title": kind.title(target),
        "target_url": kind.url(target),
        "form": form,
        "lines": [_line(protection, is_on=True) for protection in standing],
    }
    return render(request, "moderation/protect.html", context, status=status)
