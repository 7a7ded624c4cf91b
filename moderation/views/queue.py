from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from accounts.paging import turns
from moderation.desk.board import board_of
from moderation.desk.choices import chips_of, choices_of, tabs_of
from moderation.desk.filters import Filters
from moderation.desk.lines import asked_by, groups_of
from moderation.desk.shortcuts import has_shortcuts
from moderation.desk.undoing import last_undoable
from moderation.permissions import can_open_queue
from moderation.queries import in_order, open_for

PER_PAGE = 50


@never_cache
@login_required
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """What waits in the territories of the person: the riskiest first, then the oldest, the
    proposals on one page together."""
    can_open_queue(request.user).or_raise()
    now, filters = timezone.now(), Filters.from_query(request.GET)
    waiting = open_for(request.user, at=now)
    board = board_of(request.user, filters.narrow(waiting), at=now)
    keys = in_order(filters.select(waiting, board, at=now)).values_list("pk", flat=True)
    page = _Counted(keys, PER_PAGE, filters.count(board)).get_page(request.GET.get("page"))
    choices = choices_of(filters, board)
    context = {
        "count": page.paginator.count,
        "groups": groups_of(asked_by(list(page)), viewer=request.user, at=now),
        "filters": filters,
        "tabs": tabs_of(filters, board),
        "choices": choices,
        "chips": chips_of(filters, choices),
        "undo": last_undoable(request.user, at=now),
        "here": request.get_full_path(),
        "has_shortcuts": has_shortcuts(request.user),
        **turns(page, partial(_page_url, filters)),
    }
    return render(request, "moderation/queue.html", context)


class _Counted(Paginator[int]):
    """Of rows whose number the board knows."""

    def __init__(self, rows: Any, per_page: int, number: int) -> None:
        super().__init__(rows, per_page)
        self._number = number

    @cached_property
    def count(self) -> int:
        return self._number


def _page_url(filters: Filters, number: int) -> str:
    return f"{reverse('moderation:queue')}?{filters.query and filters.query + '&'}page={number}"
