from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from accounts.models import User
from contributions.editing.desk import Desk, Subject
from contributions.editing.kinds import KINDS
from contributions.editing.previewing import as_public
from contributions.models import Proposal
from contributions.models.proposals import ProposalQuerySet
from contributions.previews import preview
from contributions.targets import target_of
from moderation.claims.queries import free_for
from moderation.deciding.permissions import can_turn
from moderation.desk.board import board_of
from moderation.desk.choices import queue_url
from moderation.desk.filters import Filters
from moderation.desk.item import item_context
from moderation.desk.shortcuts import has_shortcuts
from moderation.desk.undoing import last_undoable
from moderation.forms import (
    AnswerForm,
    AskForm,
    EscalateForm,
    JoinForm,
    PartForm,
    RefusalForm,
    TurnForm,
)
from moderation.queries import next_to, open_for, previous_to
from moderation.views.claims import holding_context
from territories.permissions import moderates

FORMS: tuple[type[AnswerForm], ...] = (
    AskForm,
    RefusalForm,
    PartForm,
    JoinForm,
    TurnForm,
    EscalateForm,
)


@never_cache
@login_required
@require_safe
def item(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """One proposal: who, why, what changes, what the page would be, and the answers.

    `?effect=1` measures what an expression would change in the search. `?suite=1`, from the item
    before: what was decided meanwhile by somebody else is passed over.
    """
    proposal = moderated(request, uuid)
    if proposal.state not in Proposal.OPEN:
        if request.GET.get("suite"):
            return redirect(address_after(request, proposal))
        return redirect("contributions:proposal", proposal.uuid)
    return item_page(request, proposal)


@never_cache
@login_required
@require_safe
def as_live(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """The page as everybody would see it, were the proposal live. 404 where there is no such page
    to look at: a new one, an expression."""
    proposal = moderated(request, uuid)
    kind, target = KINDS.get(proposal.target_kind), target_of(proposal)
    if kind is None or target is None:
        raise Http404
    return as_public(request, Desk(Subject(kind, target), request.user), preview(proposal).merged)


def moderated(request: MemberRequest, uuid: UUID) -> Proposal:
    """404 outside the territories of the person: that it exists is not said."""
    proposal = get_object_or_404(Proposal.objects.select_related("territory", "author"), uuid=uuid)
    if not moderates(request.user, proposal.territory):
        raise Http404
    return proposal


def item_page(
    request: MemberRequest,
    proposal: Proposal,
    *,
    sent: AnswerForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of an item; with the form that was `sent` and what is wrong, nothing typed is
    lost."""
    user = request.user
    forms = {form.key: form(proposal=proposal, user=user) for form in FORMS}
    if sent is not None and sent.key:
        forms[sent.key] = sent
    described = item_context(user, proposal, measures_effect="effect" in request.GET)
    turn = forms[TurnForm.key]
    if isinstance(turn, TurnForm):
        found = described["findings"] or {}
        turn.suggest(one for lines in found.values() for one in lines)
    context = {
        **described,
        **_around(request, proposal),
        **holding_context(user, proposal),
        "forms": forms,
        "can_turn": can_turn(user, proposal),
        "problem": problem,
    }
    return render(request, "moderation/proposal.html", context, status=status)


def _around(request: MemberRequest, proposal: Proposal) -> dict[str, Any]:
    """The items before and after in the list the person came from, and how many it holds."""
    now, filters = timezone.now(), Filters.from_query(request.GET)
    waiting = open_for(request.user, at=now)
    board = board_of(request.user, filters.narrow(waiting), at=now)
    queue = filters.select(waiting, board, at=now).only("uuid")
    following = next_to(proposal, _free(queue, request.user, at=now))
    before = previous_to(proposal, queue)
    return {
        "undo": last_undoable(request.user, at=now),
        "filters": filters,
        "here": item_url(proposal, filters),
        "has_shortcuts": has_shortcuts(request.user),
        "queue_url": queue_url(filters),
        "waiting": filters.count(board),
        "next": following.uuid if following else "",
        "next_url": item_url(following, filters) if following else "",
        "previous_url": item_url(before, filters) if before else "",
    }


def _free(queue: ProposalQuerySet, user: User, *, at: datetime) -> ProposalQuerySet:
    """What nobody else looks at."""
    return free_for(queue, user, at=at)


def item_url(proposal: Proposal | UUID, filters: Filters, *, is_next: bool = False) -> str:
    uuid = proposal if isinstance(proposal, UUID) else proposal.uuid
    query = "&".join(filter(None, (filters.query, "suite=1" if is_next else "")))
    return reverse("moderation:proposal", args=[uuid]) + (f"?{query}" if query else "")


def address_after(request: MemberRequest, proposal: Proposal) -> str:
    """Where to go on once this one is decided: what its page named as the next, else what the
    list says now; the list itself when nothing is left."""
    filters = Filters.from_query(request.GET)
    if "next" in request.POST:
        return _address_of(request.POST["next"], filters)
    now = timezone.now()
    waiting = open_for(request.user, at=now)
    board = board_of(request.user, filters.narrow(waiting), at=now)
    queue = _free(filters.select(waiting, board, at=now).only("uuid"), request.user, at=now)
    following = next_to(proposal, queue)
    return item_url(following, filters) if following else queue_url(filters)


def _address_of(text: str, filters: Filters) -> str:
    try:
        return item_url(UUID(text), filters, is_next=True)
    except ValueError:
        return queue_url(filters)
