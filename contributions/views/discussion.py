from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.paging import turns
from contributions.discussion.errors import ResolvedThread, SaidAlready, TooMany, Unsaid
from contributions.discussion.mentions import participants
from contributions.discussion.permissions import (
    can_edit_post,
    can_read_discussion,
    can_resolve,
    can_write,
)
from contributions.discussion.places import (
    THREAD_RELATED,
    Place,
    at_page,
    at_proposal,
    place_of,
)
from contributions.discussion.reading import posts_for, reader_at, threads_at
from contributions.discussion.services import open_thread, reopen, reply, resolve
from contributions.discussion.telling import thread_prefixes
from contributions.forms_discussion import HidingForm, MessageForm, ThreadForm
from contributions.models import Proposal, Thread
from notifications.services import read_all
from offers.models import NeedPage, OfferPage, Structure

THREADS_A_PAGE = 20
POSTS_A_PAGE = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer_discussion(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is said about an offer, and a form to say more."""
    offers = OfferPage.objects.select_related("public", "visibility", "home_territory")
    return _discussion(request, at_page(get_object_or_404(offers, public_id=public_id)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def structure_discussion(request: HttpRequest, public_id: str) -> HttpResponse:
    structures = Structure.objects.select_related("home_territory")
    return _discussion(request, at_page(get_object_or_404(structures, public_id=public_id)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def need_discussion(request: HttpRequest, code: str) -> HttpResponse:
    pages = NeedPage.objects.select_related("need")
    return _discussion(request, at_page(get_object_or_404(pages, need__code=code)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_discussion(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same about a proposal, for those who may read it."""
    related = ("offer__public", "offer__visibility", "structure", "need_page__need", "territory")
    proposals = Proposal.objects.select_related(*related)
    return _discussion(request, at_proposal(get_object_or_404(proposals, uuid=uuid)))


def _discussion(request: HttpRequest, place: Place) -> HttpResponse:
    _require_readable(request, place)
    if request.method != "POST":
        asked = {"field": request.GET.get("champ", "")}
        return _list(request, place, ThreadForm(initial=asked, place=place))
    form = ThreadForm(request.POST, place=place)
    return _open(request, place, form)


def _open(request: HttpRequest, place: Place, form: ThreadForm) -> HttpResponse:
    """On any refusal the page comes back with everything that was typed."""
    verdict = can_write(request.user, place)
    if not verdict or not isinstance(request.user, User):
        return _list(request, place, form, problem=verdict.reason, status=403)
    if not form.is_valid():
        return _list(request, place, form, status=422)
    try:
        thread = open_thread(author=request.user, place=place, **form.cleaned_data)
    except Unsaid as unsaid:
        form.refuse(unsaid)
        return _list(request, place, form, status=422)
    except SaidAlready as said:
        return _list(request, place, form, problem=str(said), status=409)
    except TooMany as many:
        return _list(request, place, form, problem=str(many), status=429)
    messages.success(request, _("Your discussion is open."))
    return redirect(thread)


def _list(
    request: HttpRequest, place: Place, form: ThreadForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    threads = threads_at(place, reader_at(request.user, place))
    page = Paginator(threads, THREADS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **_around(place),
        **turns(page),
        "count": page.paginator.count,
        "threads": [(thread, place.label_of(thread.field)) for thread in page],
        "form": form,
        "can_write": can_write(request.user, place),
        "problem": problem,
    }
    return render(request, "contributions/discussion/list.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One discussion and, while it is open, a form to answer."""
    found, place = readable_thread(request, uuid)
    if request.method == "POST":
        return _answer(request, found, place, MessageForm(request.POST))
    if isinstance(request.user, User):
        read_all(recipient=request.user, prefixes=thread_prefixes(found))
    return _thread(request, found, place, MessageForm())


def _answer(request: HttpRequest, found: Thread, place: Place, form: MessageForm) -> HttpResponse:
    verdict = can_write(request.user, place)
    if not verdict or not isinstance(request.user, User):
        return _thread(request, found, place, form, problem=verdict.reason, status=403)
    if not form.is_valid():
        return _thread(request, found, place, form, status=422)
    try:
        post = reply(author=request.user, thread=found, body=form.cleaned_data["body"])
    except Unsaid as unsaid:
        form.refuse(unsaid)
        return _thread(request, found, place, form, status=422)
    except (SaidAlready, ResolvedThread) as refused:
        found.refresh_from_db(fields=["state", "resolved_at", "resolved_by_label"])
        return _thread(request, found, place, form, problem=str(refused), status=409)
    except TooMany as many:
        return _thread(request, found, place, form, problem=str(many), status=429)
    return redirect(post)


def _thread(
    request: HttpRequest,
    found: Thread,
    place: Place,
    form: MessageForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    reader = reader_at(request.user, place)
    page = Paginator(posts_for(reader).filter(thread=found), POSTS_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        **_around(place, {"label": _("Discussion"), "url": place.discussion_url}),
        **turns(page),
        "thread": found,
        "field": place.label_of(found.field),
        "posts": [(post, bool(can_edit_post(request.user, post))) for post in page],
        "form": form,
        "hiding": HidingForm(),
        "can_hide": reader.sees_hidden,
        "can_write": can_write(request.user, place),
        "can_settle": can_resolve(request.user, found, place),
        "callable": _callable(request, found, place),
        "problem": problem,
    }
    return render(request, "contributions/discussion/thread.html", context, status=status)


def _callable(request: HttpRequest, found: Thread, place: Place) -> list[str]:
    """Names that can be called in an answer: of people whom the reader sees here already."""
    if not isinstance(request.user, User):
        return []
    return [user.display_name for user in participants(found, place) if user != request.user]


@never_cache
@require_POST
def settle(request: HttpRequest, uuid: UUID, act: str) -> HttpResponse:
    """Resolve a discussion, or open it again."""
    found, _place = readable_thread(request, uuid)
    if not isinstance(request.user, User):
        raise PermissionDenied(_("Sign in to write in this discussion."))
    if act == "reopen":
        reopen(user=request.user, thread=found)
        messages.success(request, _("The discussion is open again."))
    else:
        resolve(user=request.user, thread=found)
        messages.success(request, _("The discussion is resolved. It can still be read."))
    return redirect(found)


def readable_thread(request: HttpRequest, uuid: UUID) -> tuple[Thread, Place]:
    """404 for whoever may not know of it."""
    found = get_object_or_404(Thread.objects.select_related(*THREAD_RELATED), uuid=uuid)
    place = place_of(found)
    _require_readable(request, place)
    reader = reader_at(request.user, place)
    if not posts_for(reader).filter(thread=found, is_opening=True).exists():
        raise Http404
    return found, place


def _require_readable(request: HttpRequest, place: Place) -> None:
    if not can_read_discussion(request.user, place):
        raise Http404


def _around(place: Place, *links: dict[str, str]) -> dict[str, Any]:
    return {"place": place, "breadcrumb": [{"label": place.title, "url": place.url}, *links]}
