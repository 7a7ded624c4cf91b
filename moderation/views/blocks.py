"""What animators do with blocks: place, read, lift."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from accounts.models import User
from accounts.paging import turns
from contributions.discussion.places import place_of
from contributions.models import Post, Proposal
from moderation.blocks.permissions import can_block_network, can_lift_block, can_read_block
from moderation.blocks.queries import blocks_read_by, places_of, recent_acts
from moderation.blocks.services import block_network, block_person, lift_block
from moderation.errors import Refused
from moderation.forms_blocks import BlockForm, NetworkForm
from moderation.models import Block
from moderation.permissions import can_open_queue
from territories.models import Territory
from territories.permissions import moderates, territories_moderated_by

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class About:
    """Whom a block is about: the author of something in a territory, or nobody known yet."""

    user: User | None = None
    territories: tuple[Territory, ...] = ()
    query: str = ""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: MemberRequest) -> HttpResponse:
    """Block the author of a proposal or of a message, or whoever uses an e-mail address."""
    can_open_queue(request.user).or_raise()
    about = _about(request)
    said: dict[str, Any] = {"by": request.user, "territories": list(about.territories)}
    said["has_account"] = about.user is not None
    if request.method != "POST":
        form = BlockForm(**said, initial={"acts": [Block.Act.PROPOSE, Block.Act.DISCUSS]})
        return _form_page(request, about, form)
    form = BlockForm(request.POST, **said)
    if not form.is_valid():
        return _form_page(request, about, form, status=422)
    now = timezone.now()
    try:
        block = block_person(
            by=request.user,
            user=about.user,
            email=form.cleaned_data.get("email", ""),
            territory=form.territory,
            ends_at=form.ends_at(at=now),
            at=now,
            **{name: form.cleaned_data[name] for name in ("acts", "reason")},
            **{name: form.cleaned_data[name] for name in ("message", "private_note")},
        )
    except Refused as refused:
        form.refuse(refused)
        return _form_page(request, about, form, status=422)
    messages.success(request, _("Blocked. The person is told why, and how to contest it."))
    return redirect(block)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place_on_network(request: MemberRequest) -> HttpResponse:
    can_block_network(request.user, ends_at=timezone.now()).or_raise()
    form = NetworkForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            now = timezone.now()
            try:
                block = block_network(
                    by=request.user, ends_at=form.ends_at(at=now), at=now, **_said_of(form)
                )
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, _("This network can no longer write on the site."))
                return redirect(block)
    return render(request, "moderation/block_network.html", {"form": form}, status=status)


@never_cache
@login_required
@require_safe
def blocks(request: MemberRequest) -> HttpResponse:
    """The blocks of the territories of the person, the latest first."""
    can_open_queue(request.user).or_raise()
    page = Paginator(blocks_read_by(request.user), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "lines": [(block, block.is_in_force(now)) for block in page],
        "may_block_network": bool(can_block_network(request.user, ends_at=now)),
        **turns(page),
    }
    return render(request, "moderation/blocks.html", context)


@never_cache
@login_required
@require_safe
def block(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _readable(request, uuid)
    is_on = found.is_in_force(timezone.now())
    context = {
        "placed": found,
        "is_on": is_on,
        "can_lift": is_on and bool(can_lift_block(request.user, found)),
        "acts": recent_acts(found, reader=request.user),
    }
    return render(request, "moderation/block.html", context)


@never_cache
@login_required
@require_POST
def lift(request: MemberRequest, uuid: UUID) -> HttpResponse:
    lift_block(block=_readable(request, uuid), by=request.user)
    messages.success(request, _("The block is lifted: the person is told."))
    return redirect("moderation:blocks")


def _said_of(form: NetworkForm) -> dict[str, str]:
    names = ("address", "reason", "message", "private_note")
    return {name: form.cleaned_data[name] for name in names}


def _readable(request: MemberRequest, uuid: UUID) -> Block:
    """404 for whoever may not know of it."""
    found = get_object_or_404(Block.objects.select_related("user", "territory", "by"), uuid=uuid)
    if not can_read_block(request.user, found):
        raise Http404
    return found


def _about(request: MemberRequest) -> About:
    """The author of what the address names; 404 for what is not in the person's territories."""
    for name, find in (("proposition", _author_of_proposal), ("message", _author_of_message)):
        if uuid := request.GET.get(name):
            try:
                user, territory = find(request, UUID(uuid))
            except ValueError:
                raise Http404 from None
            return About(user, (territory,), f"?{name}={uuid}")
    return About(territories=tuple(places_of(request.user)))


def _author_of_proposal(request: MemberRequest, uuid: UUID) -> tuple[User, Territory]:
    mine = Proposal.objects.filter(territory__in=territories_moderated_by(request.user))
    found = get_object_or_404(mine.select_related("author", "territory"), uuid=uuid)
    return _somebody(found.author), found.territory


def _author_of_message(request: MemberRequest, uuid: UUID) -> tuple[User, Territory]:
    found = get_object_or_404(Post.objects.select_related("author", "thread"), uuid=uuid)
    territory = place_of(found.thread).territory
    if not moderates(request.user, territory):
        raise Http404
    return _somebody(found.author), territory


def _somebody(author: User | None) -> User:
    if author is None:
        raise Http404
    return author


def _form_page(
    request: MemberRequest, about: About, form: BlockForm, *, status: int = 200
) -> HttpResponse:
    context = {"about": about, "form": form}
    return render(request, "moderation/block_form.html", context, status=status)
