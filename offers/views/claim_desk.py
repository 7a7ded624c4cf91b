"""What animators do about structures: call, read the evidence, settle; and those left alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from offers.forms_keeping import ReasonForm
from offers.keeping.claims import draw_code
from offers.keeping.errors import ClosedClaim, MissingText
from offers.keeping.orphans import Loneliness, orphans
from offers.keeping.permissions import can_settle
from offers.keeping.settling import grant_claim, refuse_claim
from offers.keyset import keyset_page
from offers.models import Membership, StructureClaim
from offers.normalise import Refused
from offers.presentation import spoken_phone
from territories.permissions import moderates, moderates_somewhere, territories_moderated_by

MOST_SHOWN = 100
State, Way = StructureClaim.State, StructureClaim.Way


@never_cache
@login_required
@require_safe
def desk(request: MemberRequest) -> HttpResponse:
    """The claims that wait for an animator of these territories, the oldest first."""
    _require_animator(request)
    mine = StructureClaim.objects.filter(
        structure__home_territory__in=territories_moderated_by(request.user)
    ).select_related("structure__home_territory", "claimant")
    context = {
        "claims": mine.for_animators().order_by("asked_at")[:MOST_SHOWN],
        "running": mine.filter(state=State.PROVEN).order_by("takes_effect_at")[:MOST_SHOWN],
    }
    return render(request, "offers/keeping/desk.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """One claim, with the number to call, the code to read out, and the two answers."""
    rows = StructureClaim.objects.select_related("structure__home_territory", "claimant")
    found = get_object_or_404(rows, uuid=uuid)
    if not moderates(request.user, found.structure.home_territory):
        raise Http404
    if request.method != "POST":
        return _page(request, found)
    can_settle(request.user, found).or_raise()
    try:
        return _act(request, found)
    except ClosedClaim as closed:
        messages.error(request, str(closed))
        found.refresh_from_db()
        return _page(request, found, status=409)


def _act(request: MemberRequest, found: StructureClaim) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "call":
        code = draw_code(claim=found, animator=request.user)
        return _page(request, found, code=code)
    if act not in {"grant", "refuse"}:
        return _page(request, found, status=422)
    form = _form(act, request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, forms={act: form})
    text = form.cleaned_data["text"]
    try:
        if act == "grant":
            grant_claim(claim=found, animator=request.user, evidence=text)
        else:
            refuse_claim(claim=found, animator=request.user, reason=text)
    except (MissingText, Refused) as missing:
        form.add_error("text", str(missing))
        return _page(request, found, status=422, forms={act: form})
    messages.success(request, _("Your answer is kept, and those it concerns are told."))
    return redirect("offers:claim-desk")


def _form(act: str, data: Any = None) -> ReasonForm:
    if act == "grant":
        form = ReasonForm(
            data,
            label=_("What proves that this person speaks for the structure?"),
            help_text=_("Whom you spoke to, what you read and where. It is kept with your name."),
        )
    else:
        form = ReasonForm(
            data,
            label=_("Why do you refuse?"),
            help_text=_("The person reads it."),
        )
    form.auto_id = f"{act}-%s"
    return form


def _page(
    request: MemberRequest,
    found: StructureClaim,
    *,
    status: int = 200,
    code: str = "",
    forms: Mapping[str, ReasonForm] | None = None,
) -> HttpResponse:
    verdict, given = can_settle(request.user, found), forms or {}
    owners = Membership.objects.filter(structure=found.structure, role=Membership.Role.OWNER)
    context = {
        "claim": found,
        "structure": found.structure,
        "verdict": verdict,
        "owners": owners.select_related("user").order_by("since"),
        "number": spoken_phone(found.contact) if found.way == Way.PHONE else "",
        "spaced_code": f"{code[:3]} {code[3:]}" if code else "",
        "can_call": verdict and found.state == State.ASKED and found.way == Way.PHONE,
        "grant": given.get("grant") or _form("grant")
        if verdict and found.state in {State.ASKED, State.OBJECTED}
        else None,
        "refuse": given.get("refuse") or _form("refuse")
        if verdict and found.state in StructureClaim.OPEN
        else None,
    }
    return render(request, "offers/keeping/settle.html", context, status=status)


@never_cache
@login_required
@require_safe
def lonely(request: MemberRequest) -> HttpResponse:
    """Structures of the person's territories that nobody keeps, or not any more."""
    _require_animator(request)
    names = {
        Loneliness.LEFT: _("Owners have left"),
        Loneliness.ASLEEP: _("Owners not seen for a year"),
        Loneliness.NEVER: _("Never had an owner"),
    }
    asked = request.GET.get("quoi", "")
    kind = Loneliness(asked) if asked in list(Loneliness) else Loneliness.LEFT
    now = timezone.now()
    found = {one: orphans(request.user, one, at=now) for one in names}
    here = reverse("offers:orphans")
    shown = keyset_page(
        found[kind].select_related("home_territory"),
        by="search_name",
        after=request.GET.get("apres"),
    )
    context = {
        "tabs": [
            {
                "label": label,
                "url": f"{here}?quoi={one}",
                "is_current": one == kind,
                "count": found[one].count(),
            }
            for one, label in names.items()
        ],
        "kind": kind,
        "lines": [(row, spoken_phone(row.phone)) for row in shown.rows],
        "next_token": shown.next_token,
    }
    return render(request, "offers/keeping/orphans.html", context)


def _require_animator(request: MemberRequest) -> None:
    if not moderates_somewhere(request.user):
        raise PermissionDenied(
            _("This page is for the animators of a territory, and you animate none today.")
        )
