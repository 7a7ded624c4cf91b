"""What a blocked person reads: why, until when, what is still open, and the way out."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from moderation.appeals.permissions import can_appeal_block
from moderation.blocks.appealing import appeal_url
from moderation.blocks.permissions import can_acknowledge
from moderation.blocks.queries import contact_of
from moderation.blocks.services import acknowledge
from moderation.models import Block


@never_cache
@login_required
@require_safe
def my_block(request: MemberRequest, uuid: UUID) -> HttpResponse:
    block = _mine(request, uuid)
    now = timezone.now()
    context = {
        "placed": block,
        "is_on": block.is_in_force(now),
        "is_over": block.ends_at is not None and block.ends_at <= now,
        "appeal_url": appeal_url(block),
        "appeal": block.appeals.filter(author=request.user).order_by("-pk").first(),
        "can_appeal": can_appeal_block(request.user, block, at=now),
        "contact": contact_of(block),
        "still_open": [label for act, label in Block.Act.choices if act not in block.acts],
    }
    return render(request, "moderation/my_block.html", context)


@never_cache
@login_required
@require_POST
def read(request: MemberRequest, uuid: UUID) -> HttpResponse:
    block = acknowledge(block=_mine(request, uuid), user=request.user)
    if block.is_in_force(timezone.now()):
        messages.success(request, _("Thank you. The block ends on its day."))
    else:
        messages.success(request, _("Thank you. You can contribute again."))
    return redirect("moderation:my-block", block.uuid)


def _mine(request: MemberRequest, uuid: UUID) -> Block:
    """404 for everybody else, animators included: they have their own page."""
    block = get_object_or_404(Block.objects.select_related("territory"), uuid=uuid)
    if not can_acknowledge(request.user, block):
        raise Http404
    return block
