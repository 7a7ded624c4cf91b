"""Saying that one looks at a proposal: forms for people, JSON for the heartbeat of a page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import MemberRequest
from accounts.models import User
from contributions.errors import ClosedProposal
from contributions.models import Proposal
from moderation.claims import services
from moderation.claims.errors import HeldBySomebody
from moderation.claims.holding import Holding
from moderation.claims.permissions import can_claim, can_take_over
from moderation.claims.queries import holding_of
from moderation.live.snapshot import holder_said
from moderation.models import Claim
from territories.permissions import territories_moderated_by


@never_cache
@login_required
@require_POST
def claim(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Take the proposal, or say that one is still there."""
    proposal = _moderated(request, uuid)
    try:
        held = services.claim(proposal=proposal, user=request.user)
    except HeldBySomebody as held_by:
        return _held(request, proposal, held_by)
    except ClosedProposal as closed:
        return _closed(request, proposal, closed)
    return _mine(request, proposal, held, _("You are looking at this proposal: others are told."))


@never_cache
@login_required
@require_POST
def take_over(request: MemberRequest, uuid: UUID) -> HttpResponse:
    proposal = _moderated(request, uuid)
    try:
        held = services.take_over(proposal=proposal, user=request.user)
    except ClosedProposal as closed:
        return _closed(request, proposal, closed)
    return _mine(request, proposal, held, _("You took this proposal over."))


@never_cache
@login_required
@require_POST
def release(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Leave it to others; leaving what one does not hold changes nothing."""
    proposal = _moderated(request, uuid)
    services.release(proposal=proposal, user=request.user)
    if wants_json(request):
        return JsonResponse({"holder": holder_said(holding_of(proposal, viewer=request.user))})
    messages.success(request, _("You left this proposal to others."))
    return redirect("moderation:queue")


def holding_context(user: User, proposal: Proposal) -> dict[str, Any]:
    """What the page of a proposal says of who looks at it."""
    return {
        "holding": holding_of(proposal, viewer=user),
        "can_claim": can_claim(user, proposal),
        "can_take_over": can_take_over(user, proposal),
        "claim_url": reverse("moderation:claim", args=[proposal.uuid]),
        "release_url": reverse("moderation:release", args=[proposal.uuid]),
        "take_over_url": reverse("moderation:take-over", args=[proposal.uuid]),
    }


def _moderated(request: MemberRequest, uuid: UUID) -> Proposal:
    """404 outside the territories of the person: that it exists is not said."""
    mine = Proposal.objects.filter(territory__in=territories_moderated_by(request.user))
    return get_object_or_404(mine.select_related("territory"), uuid=uuid)


def _mine(request: MemberRequest, proposal: Proposal, held: Claim, said: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"holder": holder_said(Holding.of(held, viewer=request.user))})
    messages.success(request, said)
    return redirect("moderation:proposal", proposal.uuid)


def _held(request: MemberRequest, proposal: Proposal, held_by: HeldBySomebody) -> HttpResponse:
    """A program is told 409; a person reads the proposal again, with who looks at it."""
    if wants_json(request):
        said = {"holder": holder_said(held_by.holder), "text": str(held_by)}
        return JsonResponse(said, status=409)
    messages.warning(request, str(held_by))
    return redirect("moderation:proposal", proposal.uuid)


def _closed(request: MemberRequest, proposal: Proposal, closed: ClosedProposal) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"holder": None, "text": str(closed)}, status=409)
    messages.warning(request, str(closed))
    return redirect("moderation:proposal", proposal.uuid)


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"
