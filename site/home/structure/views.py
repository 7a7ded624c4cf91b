from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from accounts.models import User
from home.structure.nearby import unmet_nearby
from home.structure.pages import lines, total_uses, waiting_on
from offers.keeping.permissions import can_see_members, role_of
from offers.keyset import keyset_page
from offers.models import (
    Membership,
    OfferPage,
    PublicOffer,
    Structure,
    StructureClaim,
    Verification,
)
from offers.services import verify_offer


@never_cache
@login_required
@require_safe
def structure(request: MemberRequest, public_id: str) -> HttpResponse:
    """The desk of those who keep the pages of a structure."""
    found = _kept(request.user, public_id)
    now = timezone.now()
    rows = PublicOffer.objects.filter(structure=found)
    shown = keyset_page(rows, by="title", after=request.GET.get("apres"))
    claims = StructureClaim.objects.filter(structure=found, state=StructureClaim.State.PROVEN)
    is_owner = role_of(request.user, found) == Membership.Role.OWNER
    context = {
        "structure": found,
        "is_owner": is_owner,
        "shown": shown,
        "lines": lines(shown.rows, at=now),
        "uses": total_uses(found, at=now),
        "proposals": waiting_on(found),
        "claims": claims.select_related("claimant") if is_owner else (),
        "unmet": unmet_nearby(found, at=now),
    }
    return render(request, "home/structure/desk.html", context)


@never_cache
@login_required
@require_POST
def verify(request: MemberRequest, public_id: str, offer_id: str) -> HttpResponse:
    """« Still right »: the structure says so, nothing else changes."""
    found = _kept(request.user, public_id)
    offer = get_object_or_404(OfferPage, structure=found, public_id=offer_id, live=True)
    verify_offer(offer=offer, by=request.user, method=Verification.Method.STRUCTURE)
    messages.success(request, _("Thank you: the page says that you have just checked it."))
    return redirect("home:structure", found.public_id)


def _kept(user: User, public_id: str) -> Structure:
    """404 for whoever does not keep it: who keeps which pages is not public."""
    rows = Structure.objects.select_related("home_territory__parent")
    found = get_object_or_404(rows, public_id=public_id)
    if not can_see_members(user, found):
        raise Http404
    return found
