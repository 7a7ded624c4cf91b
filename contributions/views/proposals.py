from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from accounts.paging import turns
from contributions.discussion.places import at_proposal
from contributions.discussion.reading import reader_at, threads_at
from contributions.editing.kinds import KINDS
from contributions.errors import ClosedProposal
from contributions.mine.afterwards import afterwards
from contributions.mine.lines import (
    FILTERS,
    REPORTS,
    lines,
    proposals_of,
    reports_of,
    reuse_url,
    tabs,
    with_supports,
)
from contributions.mine.timeline import timeline
from contributions.mine.waiting import median_delays, spoken_delay, with_place
from contributions.models import Proposal
from contributions.permissions import can_resubmit, can_see_content, can_withdraw, readable_fields
from contributions.previews import asked_diff
from contributions.services import withdraw_proposal
from contributions.targets import title_of, url_of

MINE_A_PAGE = 20
THREADS_SHOWN = 20


@never_cache
@login_required
@require_safe
def proposal(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """What was proposed, where it stands, what was answered and said; for those who may read it."""
    found = _readable(request, uuid)
    place = at_proposal(found)
    found_threads = threads_at(place, reader_at(request.user, place))
    threads: list[Any] = list(found_threads[:THREADS_SHOWN])
    context = {
        "proposal": found,
        "title": title_of(found),
        "target_url": url_of(found),
        "diff": asked_diff(found, fields=readable_fields(request.user, found)),
        "parts": found.parts.exclude(state=Proposal.State.JOINED).order_by("pk"),
        "decision": found.decisions.order_by("-at").first(),
        "can_withdraw": can_withdraw(request.user, found),
        "can_resume": found.action == Proposal.Action.EDIT
        and found.target_kind in KINDS
        and bool(can_resubmit(request.user, found)),
        "is_author": found.author_id == request.user.pk,
        "delay": _delay(found),
        "afterwards": afterwards(found),
        "events": timeline(found, threads=[one for one in threads if one.hidden_at is None]),
        "threads": [(one, place.label_of(one.field)) for one in threads],
        "discussion_url": place.discussion_url,
        "reuse_url": reuse_url(request.user, found),
    }
    return render(request, "contributions/proposal.html", context)


def _delay(found: Proposal) -> str:
    if found.state != Proposal.State.PENDING:
        return ""
    delays = median_delays([found.territory_id], at=timezone.now())
    return spoken_delay(delays.get(found.territory_id))


@never_cache
@login_required
@require_POST
def withdraw(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _readable(request, uuid)
    try:
        withdraw_proposal(proposal=found, author=request.user)
    except ClosedProposal as closed:
        messages.error(request, str(closed))
    else:
        messages.success(request, _("Your proposal is withdrawn. Nobody will decide on it."))
    return redirect("contributions:proposal", found.uuid)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD"])
def mine(request: MemberRequest) -> HttpResponse:
    """The proposals of the person, newest first: where each waits, what was answered and why, what
    of it is still on the page."""
    asked = request.GET.get("etat", "")
    chosen = asked if asked in (*FILTERS, REPORTS) else ""
    is_reports = chosen == REPORTS
    found = reports_of(request.user) if is_reports else proposals_of(request.user, chosen)
    page: Any = Paginator(found, MINE_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs(request.user, chosen),
        "reports": page if is_reports else (),
        "lines": () if is_reports else lines(page, user=request.user),
        **_pages(page, chosen),
    }
    return render(request, "contributions/mine.html", context)


def _pages(page: Any, chosen: str) -> dict[str, str]:
    def url(number: int) -> str:
        asked = {"etat": chosen, "page": str(number)} if chosen else {"page": str(number)}
        return f"?{urlencode(asked)}"

    return turns(page, url)


def _readable(request: MemberRequest, uuid: UUID) -> Proposal:
    """404 for whoever may not read it: that it exists is not said."""
    related = (
        "offer__public",
        "offer__visibility",
        "structure",
        "need_page__need",
        "expression__need",
        "territory",
        "part_of",
        "joined_to",
    )
    proposals = with_supports(with_place(Proposal.objects.select_related(*related)))
    found = get_object_or_404(proposals.prefetch_related("versions", "decisions"), uuid=uuid)
    if not can_see_content(request.user, found):
        raise Http404
    return found
