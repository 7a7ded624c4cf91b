"""Who keeps the pages of a structure: the page of its members, invitations, leaving."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import MemberRequest
from accounts.links import LinkRefused
from accounts.models import User
from offers.forms_keeping import InvitationForm, LeaveForm
from offers.keeping.errors import ClosedInvitation, LastOwner, TooMany
from offers.keeping.members import (
    accept_invitation,
    change_role,
    hand_over,
    invitation_of_link,
    invite_member,
    leave_structure,
    remove_member,
    take_back_invitation,
)
from offers.keeping.permissions import can_manage_members, can_see_members
from offers.models import MemberInvitation, Membership, Structure
from offers.normalise import Refused

page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@page
def members(request: MemberRequest, public_id: str) -> HttpResponse:
    """Everybody who keeps the pages; owners invite here."""
    structure = _kept(request.user, public_id)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, structure, form)
    can_manage_members(request.user, structure).or_raise()
    if not form.is_valid():
        return _page(request, structure, form, status=422)
    try:
        invite_member(structure=structure, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return _page(request, structure, form, status=422)
    except TooMany as limit:
        form.add_error(None, str(limit))
        return _page(request, structure, form, status=429)
    messages.success(request, _("The invitation is on its way."))
    return redirect("offers:members", structure.public_id)


def _page(
    request: MemberRequest, structure: Structure, form: InvitationForm, *, status: int = 200
) -> HttpResponse:
    people = Membership.objects.filter(structure=structure).select_related("user")
    invitations = MemberInvitation.objects.filter(structure=structure, closed_at__isnull=True)
    managing = can_manage_members(request.user, structure)
    context = {
        "structure": structure,
        "members": people.order_by("-role", "since", "pk"),
        "is_owner": bool(managing),
        "invitations": invitations.order_by("invited_at") if managing else (),
        "form": form,
    }
    return render(request, "offers/keeping/members.html", context, status=status)


@never_cache
@login_required
@require_POST
def member(request: MemberRequest, public_id: str, pk: int) -> HttpResponse:
    """Change what one member may do, hand one's place over, or let them go."""
    structure = _kept(request.user, public_id)
    found = get_object_or_404(Membership.objects.select_related("user"), pk=pk, structure=structure)
    act = request.POST.get("act", "")
    if act in Membership.Role.values:
        change_role(member=found, by=request.user, role=act)
        messages.success(request, _("Done: this person is told."))
    elif act == "remove":
        remove_member(member=found, by=request.user)
        messages.success(request, _("This person no longer keeps these pages. They are told."))
    elif act == "hand-over":
        try:
            hand_over(structure=structure, by=request.user, successor=found)
        except LastOwner:
            messages.error(request, _("Choose another member, whose account is open."))
        else:
            messages.success(request, _("Your place is handed over. You remain an editor."))
    else:
        messages.error(request, _("Nothing was done: choose what to do."))
    return redirect("offers:members", structure.public_id)


@never_cache
@login_required
@require_POST
def take_back(request: MemberRequest, public_id: str, pk: int) -> HttpResponse:
    structure = _kept(request.user, public_id)
    found = get_object_or_404(MemberInvitation, pk=pk, structure=structure)
    try:
        take_back_invitation(invitation=found, by=request.user)
    except ClosedInvitation as closed:
        messages.error(request, str(closed))
    else:
        messages.success(request, _("The invitation is taken back: its link no longer works."))
    return redirect("offers:members", structure.public_id)


@never_cache
@login_required
@page
def leave(request: MemberRequest, public_id: str) -> HttpResponse:
    """Stop keeping these pages; the last owner says what becomes of them."""
    structure = _kept(request.user, public_id)
    mine = Membership.objects.get(structure=structure, user=request.user)
    form = LeaveForm(request.POST if request.method == "POST" else None, mine=mine)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                leave_structure(structure=structure, user=request.user, **form.cleaned_data)
            except LastOwner as last:
                form.add_error(None, str(last))
            else:
                messages.success(request, _("You no longer keep these pages. Thank you."))
                return redirect(structure.get_absolute_url())
        status = 422
    context = {"structure": structure, "form": form}
    return render(request, "offers/keeping/leave.html", context, status=status)


@never_cache
@page
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """From the message: reading it changes nothing; the person joins with their own account."""
    try:
        if request.method == "POST" and isinstance(request.user, User):
            joined = accept_invitation(token=token, user=request.user)
            messages.success(request, _("Welcome: you now keep these pages."))
            return redirect("offers:members", joined.structure.public_id)
        found = invitation_of_link(token)
    except LinkRefused as refusal:
        context = {"refusal": str(refusal.reason)}
        return render(request, "offers/keeping/invitation.html", context, status=410)
    except ClosedInvitation as closed:
        context = {"refusal": str(closed)}
        return render(request, "offers/keeping/invitation.html", context, status=410)
    shown = {"invitation": found, "structure": found.structure}
    return render(request, "offers/keeping/invitation.html", shown)


def _kept(user: User, public_id: str) -> Structure:
    """404 for whoever does not keep it: who keeps which pages is not public."""
    structure = get_object_or_404(
        Structure.objects.select_related("home_territory"), public_id=public_id
    )
    if not can_see_members(user, structure):
        raise Http404
    return structure
