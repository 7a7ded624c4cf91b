from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from contributions.models import Proposal
from contributions.targets import kind_of, title_of
from moderation.permissions import can_open_queue
from moderation.queries import queue_of

PER_PAGE = 50


@never_cache
@login_required
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """What waits in the territories of the person: the riskiest first, then the oldest."""
    can_open_queue(request.user).or_raise()
    page = Paginator(queue_of(request.user).with_targets(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "count": page.paginator.count,
        "items": [(proposal, title_of(proposal), _field_names(proposal)) for proposal in page],
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "moderation/queue.html", context)


def _field_names(proposal: Proposal) -> str:
    """What changes, in a few words: the fields of an edit, or the name of the act."""
    if proposal.action != Proposal.Action.EDIT:
        return proposal.get_action_display()
    schema = kind_of(proposal).schema
    return ", ".join(field.label for name, field in schema.items() if name in proposal.changes)
