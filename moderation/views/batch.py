from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import MemberRequest
from contributions.targets import title_of
from moderation.deciding import services
from moderation.deciding.services import Item, Outcome, Refusal, Result
from moderation.desk.batching import items_in, keys_in, shown_of
from moderation.desk.choices import queue_url
from moderation.desk.filters import Filters
from moderation.errors import MissingReason, MissingVersion, TooMany
from moderation.forms import BatchForm
from moderation.permissions import can_open_queue


@never_cache
@login_required
@require_POST
def batch(request: MemberRequest) -> HttpResponse:
    """What was ticked in the queue, each with what it would change, and one answer for all."""
    can_open_queue(request.user).or_raise()
    try:
        keys_in(request.POST)
    except TooMany as many:
        messages.error(request, str(many))
        return redirect(queue_url(Filters.from_query(request.GET)))
    return _page(request, BatchForm(user=request.user))


@never_cache
@login_required
@require_POST
def batch_decide(request: MemberRequest) -> HttpResponse:
    """The answer, and what became of each."""
    can_open_queue(request.user).or_raise()
    form = BatchForm(request.POST, user=request.user)
    try:
        act = _ACTS.get(form.typed("verdict"))
        if act is None:
            raise MissingReason(_("Say what you decide."))
        results = act(request, items_in(request.POST), form)
    except TooMany as many:
        messages.error(request, str(many))
        return redirect(queue_url(Filters.from_query(request.GET)))
    except (MissingReason, MissingVersion) as missing:
        return _page(request, form, str(missing), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    context = {
        "results": [
            {"result": one, "title": title_of(one.proposal) if one.proposal else ""}
            for one in results
        ],
        "done": sum(one.outcome in (Outcome.DONE, Outcome.AGREED) for one in results),
        "queue_url": queue_url(Filters.from_query(request.GET)),
    }
    return render(request, "moderation/batch_done.html", context)


def _page(
    request: MemberRequest, form: BatchForm, problem: str = "", *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Nothing to decide leads back to the list."""
    filters = Filters.from_query(request.GET)
    shown = shown_of(request.user, keys_in(request.POST))
    if not shown:
        messages.info(request, _("Tick the proposals that you want to decide on together."))
        return redirect(queue_url(filters))
    context = {
        "shown": shown,
        "form": form,
        "filters": filters,
        "queue_url": queue_url(filters),
        "problem": problem,
    }
    return render(request, "moderation/batch.html", context, status=status)


def _accept(request: MemberRequest, items: list[Item], form: BatchForm) -> list[Result]:
    return services.accept_batch(items=items, moderator=request.user)


def _refuse(request: MemberRequest, items: list[Item], form: BatchForm) -> list[Result]:
    refusal = Refusal(form.typed("reason"), form.typed("message"))
    return services.refuse_batch(items=items, moderator=request.user, refusal=refusal)


def _ask(request: MemberRequest, items: list[Item], form: BatchForm) -> list[Result]:
    return services.ask_batch(
        items=items,
        moderator=request.user,
        message=form.typed("message"),
        canned=form.typed("canned"),
    )


def _skip(request: MemberRequest, items: list[Item], form: BatchForm) -> list[Result]:
    return services.skip_batch(items=items, moderator=request.user)


_ACTS: dict[str, Callable[[MemberRequest, list[Item], BatchForm], list[Result]]] = {
    "accept": _accept,
    "refuse": _refuse,
    "ask": _ask,
    "skip": _skip,
}
