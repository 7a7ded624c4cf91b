"""The four screens on which an offer is added: each keeps what was typed before anything else."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from contributions.creating import drafting
from contributions.creating.alike import alike_cards
from contributions.creating.keys import give_key, keys_of
from contributions.creating.kinds import Typed, begin_from, offer_kinds
from contributions.creating.limiting import (
    LOOKS_AN_HOUR,
    SENDS_AN_HOUR,
    STARTS_AN_HOUR,
    may_act,
    shown_now,
    was_read,
)
from contributions.creating.screens import BY_CODE, FIRST, LAST, Screen, Written, after
from contributions.creating.sending import send_offer
from contributions.creating.showing import begun_drafts, page_of, review_of
from contributions.creating.structures import candidates
from contributions.drafts.errors import DraftTooLong, NewerDraft
from contributions.errors import StaleVersion, TwinProposal
from contributions.forms_creating.base import ScreenForm
from contributions.models import Draft
from contributions.views.desks import number_in
from offers.validation import InvalidFields

pages = require_http_methods(["GET", "HEAD", "POST"])
_KIND_BOX = "kind_choice"
_SCREEN = "contributions/creating/screen.html"
_DOORS = ("account_signup", "account_login")
_TRAP, _SHOWN = "site_web", "shown"

View = Callable[..., HttpResponse]


def person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def with_draft(view: View) -> View:
    """The draft of the address, for its owner or the browser that holds its key; else 404.

    One begun before signing in becomes the person's. When a session ends while they type, the
    text is kept and they are asked to sign in.
    """

    @wraps(view)
    def opened(request: HttpRequest, uuid: UUID, **kwargs: Any) -> HttpResponse:
        user, keys = person(request), keys_of(request)
        draft = drafting.find(uuid, user=user, keys=keys)
        if draft is None:
            return _session_ended(request, uuid, **kwargs)
        if user is not None and draft.owner_id is None:
            draft = drafting.adopt(draft, owner=user)
        if sent := drafting.was_sent_as(draft):
            messages.info(request, _("This offer was sent already: here it is."))
            return redirect("contributions:creating-sent", sent)
        try:
            return view(request, draft, **kwargs)
        except Draft.DoesNotExist:  # erased in another window meanwhile
            raise Http404 from None

    return opened


def _through(door: str, draft: Draft, there: Screen) -> HttpResponseRedirect:
    """To an account, and back to the screen."""
    address = reverse("contributions:creating", args=[draft.uuid, there.code])
    return HttpResponseRedirect(f"{reverse(door)}?{urlencode({'next': address})}")


def _session_ended(request: HttpRequest, uuid: UUID, **kwargs: Any) -> HttpResponse:
    draft = drafting.held(uuid, keys=keys_of(request)) if person(request) is None else None
    if draft is None:
        raise Http404
    screen = BY_CODE.get(kwargs.get("code", ""), FIRST)
    if request.method == "POST":
        drafting.keep(draft, typed_of(request, screen), names=screen.form.names())
        messages.info(request, _("You were signed out meanwhile. What you typed is kept."))
    return _through("account_login", draft, screen)


def typed_of(request: HttpRequest, screen: Screen) -> Typed:
    """What was sent of a screen, and nothing else."""
    return {name: request.POST.getlist(name) for name in screen.form.names() & set(request.POST)}


@never_cache
@pages
def start(request: HttpRequest) -> HttpResponse:
    """The first screen, before there is a draft: nothing is asked of who opens it."""
    user = person(request)
    if request.method != "POST":
        begun = begun_drafts(user, keys_of(request))
        return _start_page(request, Written(_asked_for(request), user), begun=begun)
    typed = typed_of(request, FIRST)
    if user is None and (problem := _robot_like(request)):
        return _refused_start(request, typed, problem, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not may_act(request, "start", most=STARTS_AN_HOUR, at=timezone.now()):
        problem = _("Many offers were begun from here within an hour. Try again a little later.")
        return _refused_start(request, typed, problem, HTTPStatus.TOO_MANY_REQUESTS)
    chosen = request.POST.get(_KIND_BOX)
    written = Written(typed, user)
    if chosen is None and not written.checked(FIRST).is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _start_page(request, written, form=written.checked(FIRST), status=status)
    return _begun(request, typed if chosen is None else _from_kind(typed, chosen), chosen)


def _begun(request: HttpRequest, typed: Typed, chosen: str | None) -> HttpResponse:
    try:
        draft, key = drafting.begin(typed, owner=person(request))
    except DraftTooLong as too_long:
        return _refused_start(request, {}, str(too_long), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    response = _to(draft, FIRST if chosen is not None else after(FIRST))
    give_key(response, request, key)
    return response


def _asked_for(request: HttpRequest) -> Typed:
    """A need and a place that a link on another page may bring."""
    named = {"needs": request.GET.getlist("besoin")[:10], "commune": request.GET.getlist("lieu")}
    return {name: [text[:120] for text in texts] for name, texts in named.items() if texts}


def _robot_like(request: HttpRequest) -> str:
    if request.POST.get(_TRAP):
        return _("Leave the box “web site” of the top empty: it is a trap for robots.")
    if not was_read(request.POST.get(_SHOWN, "")):
        return _("This came very fast, or after a long while. Nothing is lost: press again.")
    return ""


def _refused_start(request: HttpRequest, typed: Typed, problem: str, status: int) -> HttpResponse:
    written = Written(typed, person(request))
    return _start_page(request, written, problem=problem, status=status)


def _start_page(
    request: HttpRequest,
    written: Written,
    *,
    form: ScreenForm | None = None,
    problem: str = "",
    status: int = 200,
    begun: Any = None,
) -> HttpResponse:
    context = page_of(written, FIRST, form=form or written.form(FIRST), draft=None)
    shown = request.POST.get(_SHOWN, "") if problem else ""
    is_seal = bool(shown) and len(shown) < 200
    context |= {
        "problem": problem,
        "begun": begun,
        "trap": _TRAP if written.user is None else "",
        "shown": shown if is_seal else shown_now(),
    }
    return render(request, _SCREEN, context, status=status)


@never_cache
@pages
@with_draft
def screen(request: HttpRequest, draft: Draft, code: str) -> HttpResponse:
    """One screen of a draft: what is sent is kept first, then read; any other can be gone to."""
    here = _screen(code)
    if request.method != "POST":
        return _page(request, draft, here)
    try:
        return _sent_on(request, draft, here)
    except DraftTooLong as too_long:
        problem, status = str(too_long), HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return _page(request, draft, here, problem=problem, status=status)


def _screen(code: str) -> Screen:
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


def _sent_on(request: HttpRequest, draft: Draft, here: Screen) -> HttpResponse:
    draft = drafting.keep(draft, typed_of(request, here), names=here.form.names())
    if (chosen := request.POST.get(_KIND_BOX)) is not None:
        typed = _from_kind(draft.payload, chosen)
        drafting.keep(draft, typed, names=typed.keys())
        return _to(draft, FIRST)
    go = request.POST.get("go", "")
    if go in BY_CODE:
        return _to(draft, BY_CODE[go])
    if go in _DOORS:
        return _through(go, draft, here)
    if here is LAST:
        return _send(request, draft)
    form = Written(draft.payload, person(request)).checked(here)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, draft, here, form=form, status=status)
    return _to(draft, after(here))


def _from_kind(typed: Typed, code: str) -> Typed:
    return begin_from(typed, offer_kinds().get(code))


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    user = person(request)
    if user is None:
        problem = _("To send it, create an account or sign in: your offer waits for you here.")
        return _page(request, draft, LAST, problem=problem, status=HTTPStatus.FORBIDDEN)
    if not may_act(request, "send", most=SENDS_AN_HOUR, at=timezone.now()):
        problem = _("Many offers were sent from here within an hour. Try again a little later.")
        return _page(request, draft, LAST, problem=problem, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        sent = send_offer(draft=draft, author=user)
    except InvalidFields as invalid:
        said = " ".join(text for texts in invalid.errors.values() for text in texts)
        problem = said or _("Something is still needed before it can be sent.")
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, draft, LAST, problem=problem, status=status)
    except (TwinProposal, StaleVersion) as refused:
        return _page(request, draft, LAST, problem=str(refused), status=HTTPStatus.CONFLICT)
    return redirect("contributions:creating-sent", sent)


def _page(
    request: HttpRequest,
    draft: Draft,
    here: Screen,
    *,
    form: ScreenForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    written = Written(draft.payload, person(request))
    context = page_of(written, here, form=form or written.form(here), draft=draft)
    if here is LAST:
        context |= review_of(written, draft, at=timezone.now())
    context["problem"] = problem
    name = "contributions/creating/review.html" if here is LAST else _SCREEN
    return render(request, name, context, status=status)


def _to(draft: Draft, there: Screen) -> HttpResponseRedirect:
    address = reverse("contributions:creating", args=[draft.uuid, there.code])
    response = HttpResponseRedirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@never_cache
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """What looks like the offer being typed on the first screen, as a part of a page."""
    typed = typed_of(request, FIRST)
    return _live(request, Written(typed, person(request)), seq=0)


@never_cache
@require_POST
@with_draft
def typing(request: HttpRequest, draft: Draft, code: str) -> HttpResponse:
    """Keep what is being typed, unless something newer is kept; answer with what looks like it."""
    here = _screen(code)
    seq = number_in(request, "seq")
    try:
        draft = drafting.keep(draft, typed_of(request, here), names=here.form.names(), seq=seq)
    except NewerDraft:
        return HttpResponse(status=HTTPStatus.CONFLICT)
    except DraftTooLong:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return _live(request, Written(draft.payload, person(request)), seq=draft.seq)


def _live(request: HttpRequest, written: Written, *, seq: int) -> HttpResponse:
    """The parts of the screen that follow what is typed; none when asked for too often."""
    if not may_act(request, "look", most=LOOKS_AN_HOUR, at=timezone.now()):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    context = {
        "alike": alike_cards(written),
        "candidates": candidates(written.typed, user=written.user),
        "form": BY_CODE["service"].form(typed=written.typed),
        "seq": seq,
    }
    return render(request, "contributions/creating/live.html", context)
