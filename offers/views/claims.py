"""« It is mine »: the pages of who asks for a structure, and of who contests it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import MemberRequest
from accounts.links import LinkRefused
from accounts.models import User
from offers.forms_keeping import ClaimForm, CodeForm, ReasonForm
from offers.keeping.claims import (
    ask_claim,
    claim_of_link,
    confirm_by_mail,
    disown_by_mail,
    prove_by_code,
    withdraw_claim,
)
from offers.keeping.errors import ClosedClaim, MissingText, NoProof, TooMany, WrongCode
from offers.keeping.permissions import can_claim, can_object, can_prove, can_see_claim, role_of
from offers.keeping.published import proofs
from offers.keeping.settling import object_to_claim
from offers.models import Structure, StructureClaim
from offers.normalise import Refused
from offers.presentation import spoken_phone

page = require_http_methods(["GET", "HEAD", "POST"])
State, Way = StructureClaim.State, StructureClaim.Way


@never_cache
@login_required
@page
def claim_structure(request: MemberRequest, public_id: str) -> HttpResponse:
    """Choose how to prove that one speaks for the structure."""
    structure = get_object_or_404(Structure.objects.live(), public_id=public_id)
    waiting = StructureClaim.objects.open().filter(structure=structure, claimant=request.user)
    if found := waiting.first():
        return redirect("offers:claim", found.uuid)
    verdict = can_claim(request.user, structure)
    if not verdict and request.method != "POST":
        context = {
            "structure": structure,
            "refusal": verdict.reason,
            "refusal_url": getattr(verdict, "url", ""),
            "is_member": role_of(request.user, structure),
        }
        return render(request, "offers/keeping/claim_structure.html", context, status=403)
    verdict.or_raise()
    form = _claim_form(request, structure)
    if request.method == "POST" and form.is_valid():
        return _ask(request, structure, form)
    return _asking_page(request, structure, form, status=422 if form.errors else 200)


def _claim_form(request: MemberRequest, structure: Structure) -> ClaimForm:
    now, me = timezone.now(), request.user.pk
    return ClaimForm(
        request.POST if request.method == "POST" else None,
        mails=proofs(structure, kind="mail", claimant_id=me, at=now),
        phones=proofs(structure, kind="phone", claimant_id=me, at=now),
    )


def _ask(request: MemberRequest, structure: Structure, form: ClaimForm) -> HttpResponse:
    way, contact = form.chosen
    try:
        claim = ask_claim(
            structure=structure,
            claimant=request.user,
            way=way,
            contact=contact,
            evidence=form.cleaned_data["evidence"],
        )
    except (MissingText, Refused) as missing:
        form.add_error("evidence", str(missing))
        return _asking_page(request, structure, form, status=422)
    except NoProof as refusal:
        form.add_error("proof", str(refusal))
        return _asking_page(request, structure, form, status=422)
    except TooMany as limit:
        form.add_error(None, str(limit))
        return _asking_page(request, structure, form, status=429)
    return redirect("offers:claim", claim.uuid)


def _asking_page(
    request: HttpRequest, structure: Structure, form: ClaimForm, *, status: int
) -> HttpResponse:
    context = {"structure": structure, "form": form}
    return render(request, "offers/keeping/claim_structure.html", context, status=status)


@never_cache
@login_required
@page
def claim(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Where a claim stands; who asked types the code here, a present owner contests here."""
    found = _readable(request.user, uuid)
    if request.method != "POST":
        return _claim_page(request, found)
    if found.claimant_id == request.user.pk:
        return _type_code(request, found)
    return _object(request, found)


def _type_code(request: MemberRequest, found: StructureClaim) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _claim_page(request, found, code=form, status=422)
    try:
        prove_by_code(claim=found, claimant=request.user, code=form.cleaned_data["code"])
    except WrongCode as wrong:
        form.add_error("code", str(wrong))
        return _claim_page(request, found, code=form, status=422)
    except ClosedClaim as closed:
        messages.error(request, str(closed))
        return _claim_page(request, found, status=409)
    messages.success(request, _("The code is right. Thank you."))
    return redirect("offers:claim", found.uuid)


def _object(request: MemberRequest, found: StructureClaim) -> HttpResponse:
    can_object(request.user, found).or_raise()
    form = _objection(request.POST)
    if not form.is_valid():
        return _claim_page(request, found, objection=form, status=422)
    try:
        object_to_claim(claim=found, owner=request.user, text=form.cleaned_data["text"])
    except (MissingText, Refused) as missing:
        form.add_error("text", str(missing))
        return _claim_page(request, found, objection=form, status=422)
    messages.success(request, _("Thank you. An animator will read both sides and decide."))
    return redirect("offers:claim", found.uuid)


def _objection(data: object = None) -> ReasonForm:
    return ReasonForm(
        data,
        label=_("Why should this person not keep the pages?"),
        help_text=_("The animators of the territory read it."),
    )


def _claim_page(
    request: MemberRequest,
    found: StructureClaim,
    *,
    code: CodeForm | None = None,
    objection: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_mine = found.claimant_id == request.user.pk
    waits_for_code = is_mine and found.state == State.ASKED and found.way == Way.PHONE
    context = {
        "claim": found,
        "structure": found.structure,
        "is_mine": is_mine,
        "is_open": found.state in StructureClaim.OPEN,
        "number": spoken_phone(found.contact) if found.way == Way.PHONE else "",
        "code": (code or CodeForm()) if waits_for_code else None,
        "objection": (objection or _objection()) if can_object(request.user, found) else None,
    }
    return render(request, "offers/keeping/claim.html", context, status=status)


@never_cache
@login_required
@require_POST
def withdraw(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _readable(request.user, uuid)
    try:
        withdraw_claim(claim=found, claimant=request.user)
    except ClosedClaim as closed:
        messages.error(request, str(closed))
    else:
        messages.success(request, _("Your request is withdrawn."))
    return redirect(found.structure.get_absolute_url())


@never_cache
@page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """From the message to the structure: reading it changes nothing. Who asked confirms, signed
    in; anyone with the link may answer that nobody there asked for it."""
    try:
        if request.method == "POST":
            return _answer_mail(request, token)
        found = claim_of_link(token)
    except LinkRefused as refusal:
        return _dead_link(request, str(refusal.reason))
    except ClosedClaim as closed:
        return _dead_link(request, str(closed))
    context = {
        "claim": found,
        "structure": found.structure,
        "can_confirm": isinstance(request.user, User) and can_prove(request.user, found),
    }
    return render(request, "offers/keeping/confirm.html", context)


def _answer_mail(request: HttpRequest, token: str) -> HttpResponse:
    if "disown" in request.POST:
        found = disown_by_mail(token=token)
        context = {"structure": found.structure, "is_disowned": True}
        return render(request, "offers/keeping/confirm.html", context)
    if not isinstance(request.user, User):
        return redirect("account_login")
    found = confirm_by_mail(token=token, claimant=request.user)
    messages.success(request, _("Thank you: we know now that you read this structure’s mail."))
    return redirect("offers:claim", found.uuid)


def _dead_link(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "offers/keeping/confirm.html", {"refusal": why}, status=410)


def _readable(user: User, uuid: UUID) -> StructureClaim:
    """404 for whoever may not read it: that it exists is not said."""
    rows = StructureClaim.objects.select_related("structure__home_territory", "claimant")
    found = get_object_or_404(rows, uuid=uuid)
    if not can_see_claim(user, found):
        raise Http404
    return found
