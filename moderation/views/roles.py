"""Who animates what, until when: the list, one role with its past, and what can be done to it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from accounts.paging import turns
from moderation.roles import queries
from moderation.roles.days import end_of_day
from moderation.roles.forms import DelegationForm, RenewalForm, RevocationForm, RoleForm
from moderation.roles.presentation import Line, past_of
from territories.models import MemberRole
from territories.permissions import (
    administers_somewhere,
    can_entrust_role,
    can_renew_role,
    can_revoke_role,
    territories_administered_by,
)
from territories.services import delegate_role, grant_role, revoke_role

PER_PAGE = 50


@never_cache
@login_required
@require_safe
def roles(request: MemberRequest) -> HttpResponse:
    """The roles the person sees, those that go on first; where nobody animates."""
    now = timezone.now()
    seen = queries.roles_seen_by(request.user)
    administers = administers_somewhere(request.user)
    if not administers and not seen.exists():
        raise PermissionDenied(_("This page is for those who animate a territory, and you do not."))
    views: dict[str, Any] = {
        "": (_("Going on"), queries.standing),
        "bientot": (_("Ending within 30 days"), queries.ending_soon),
        "passes": (_("Past"), queries.past),
    }
    asked = request.GET.get("quoi", "")
    asked = asked if asked in views else ""
    text = request.GET.get("nom", "").replace("\x00", "").strip()[:80]
    found = queries.about(seen, text) if text else seen
    page = Paginator(views[asked][1](found, at=now), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "lines": [Line.of(role, at=now) for role in page],
        "count": page.paginator.count,
        "tabs": [
            {
                "label": label,
                "url": _here(quoi=name, nom=text),
                "is_current": name == asked,
                "count": None,
            }
            for name, (label, _rows) in views.items()
        ],
        "asked": asked,
        "text": text,
        "administers": administers,
        "alone": list(queries.places_without_animator(request.user)) if administers else [],
        **turns(page, lambda number: _here(quoi=asked, nom=text, page=str(number))),
    }
    return render(request, "moderation/roles/list.html", context)


def _here(**query: str) -> str:
    said = {name: value for name, value in query.items() if value}
    return reverse("moderation:roles") + (f"?{urlencode(said)}" if said else "")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Name an animator, or whoever else the person may name."""
    mine = territories_administered_by(request.user)
    if not mine.exists():
        raise PermissionDenied(_("Only an administrator of a territory names its animators."))
    if request.method != "POST":
        asked = mine.filter(uid=request.GET.get("lieu", "").replace("\x00", "")).first()
        initial = {"place": asked or _their_only_place(request)}
        return _form_page(request, RoleForm(granter=request.user, initial=initial))
    form = RoleForm(request.POST, granter=request.user)
    if not form.is_valid() or (person := form.user) is None:
        return _form_page(request, form, status=422)
    given = _said(
        form,
        lambda: grant_role(
            user=person,
            role=form.cleaned_data["role"],
            granted_by=request.user,
            ends_at=form.cleaned_data["until"] and end_of_day(form.cleaned_data["until"]),
            **form.where,
        ),
    )
    if given is None:
        return _form_page(request, form, status=422)
    messages.success(request, _("Done. The person is told by e-mail."))
    return redirect("moderation:role", given.pk)


def _their_only_place(request: MemberRequest) -> str:
    """What most administrators would type: the place they administer, when there is one only."""
    active = MemberRole.objects.active(at=timezone.now()).filter(user=request.user)
    held = active.select_related("territory", "zone").filter(role=MemberRole.Role.TERRITORY_ADMIN)
    places = {str(role.place) for role in held}
    return places.pop() if len(places) == 1 else ""


def _form_page(request: MemberRequest, form: RoleForm, *, status: int = 200) -> HttpResponse:
    return render(request, "moderation/roles/new.html", {"form": form}, status=status)


@never_cache
@login_required
@require_safe
def role(request: MemberRequest, pk: int) -> HttpResponse:
    return _page(request, _seen(request, pk))


@never_cache
@login_required
@require_POST
def renew(request: MemberRequest, pk: int) -> HttpResponse:
    """Change its last day, sooner or later."""
    found = _seen(request, pk)
    if found.revoked_at is not None:
        return _closed(request, found)
    can_renew_role(request.user, found).or_raise()
    form = RenewalForm(request.POST, granter=request.user)
    if not form.is_valid():
        return _page(request, found, status=422, renew=form)
    renewed = _said(
        form,
        lambda: grant_role(
            user=found.user,
            role=found.role,
            territory=found.territory,
            zone=found.zone,
            granted_by=request.user,
            ends_at=end_of_day(form.cleaned_data["until"]),
        ),
    )
    if renewed is None:
        return _page(request, found, status=422, renew=form)
    messages.success(request, _("The last day is changed. The person is told by e-mail."))
    return redirect("moderation:role", renewed.pk)


@never_cache
@login_required
@require_POST
def revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Take it back, or give up one's own."""
    found = _seen(request, pk)
    if found.revoked_at is not None:
        return _closed(request, found)
    can_revoke_role(request.user, found).or_raise()
    form = RevocationForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, revoke=form)
    revoke_role(role=found, by=request.user, message=form.cleaned_data["message"])
    messages.success(request, _("The role is taken back. It opens nothing from now on."))
    return redirect("moderation:role", found.pk)


@never_cache
@login_required
@require_POST
def entrust(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody decide in one's stead during an absence."""
    found = _seen(request, pk)
    if found.revoked_at is not None:
        return _closed(request, found)
    can_entrust_role(request.user, found).or_raise()
    form = DelegationForm(request.POST)
    if not form.is_valid() or (person := form.user) is None:
        return _page(request, found, status=422, entrust=form)
    given = _said(
        form,
        lambda: delegate_role(
            held=found,
            to=person,
            by=request.user,
            ends_at=end_of_day(form.cleaned_data["until"]),
        ),
    )
    if given is None:
        return _page(request, found, status=422, entrust=form)
    messages.success(request, _("Done. The person decides in your stead, and is told by e-mail."))
    return redirect("moderation:role", given.pk)


def _seen(request: MemberRequest, pk: int) -> MemberRole:
    """404 for a role the person does not see: that somebody holds it is not said."""
    rows = queries.roles_seen_by(request.user).select_related("delegated_from__user")
    return get_object_or_404(rows, pk=pk)


def _closed(request: MemberRequest, found: MemberRole) -> HttpResponse:
    messages.error(request, _("This role was taken back or ended meanwhile: nothing was changed."))
    return _page(request, found, status=409)


def _page(
    request: MemberRequest, found: MemberRole, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """What the person may do to it, each with its form."""
    stands, is_theirs = found.revoked_at is None, found.user_id == request.user.pk
    acts = {
        "renew": can_renew_role(request.user, found) and RenewalForm(granter=request.user),
        "revoke": can_revoke_role(request.user, found) and RevocationForm(),
        "entrust": can_entrust_role(request.user, found) and DelegationForm(),
    }
    context = {
        "role": found,
        "line": Line.of(found, at=timezone.now()),
        "past": past_of(found),
        "is_theirs": is_theirs,
        "stand_ins": found.delegations.standing().select_related("user"),
        **{name: forms.get(name) or form for name, form in acts.items() if stands and form},
    }
    return render(request, "moderation/roles/role.html", context, status=status)


def _said(form: forms.Form, act: Callable[[], MemberRole]) -> MemberRole | None:
    """What the act gives; None when it was refused, for the reason the form then shows."""
    try:
        return act()
    except ValidationError as invalid:
        form.add_error(None, invalid.messages)
    return None
