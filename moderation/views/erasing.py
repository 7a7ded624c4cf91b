"""Taking text away: animators hide it, administrators ask for its erasure, oversight answers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from accounts.paging import turns
from moderation.erasing.errors import BadPassages, CannotTakeAway, KeyIsLost, MissingWhy
from moderation.erasing.looking import look
from moderation.erasing.permissions import (
    can_answer_redaction,
    can_ask_redaction,
    can_give_up,
    can_hide_text,
    can_show_again,
    has_oversight,
)
from moderation.erasing.queries import hidings_seen_by, redactions_to_answer
from moderation.erasing.redacting import (
    ask_redaction,
    confirm_redaction,
    give_up_redaction,
    refuse_redaction,
)
from moderation.erasing.sealing import note_of, passages_in
from moderation.erasing.services import hide_text, read_passages, show_again
from moderation.erasing.subjects import Subject, named, of_hiding
from moderation.forms_erasing import ConfirmingForm, HidingForm, RedactionForm, RefusingForm
from moderation.models import Hiding, Redaction
from moderation.permissions import can_open_queue
from offers.validation import InvalidFields

PER_PAGE = 30


@never_cache
@login_required
@require_safe
def hidden(request: MemberRequest) -> HttpResponse:
    """What was hidden where the person could hide it, and what waits for their answer."""
    if not has_oversight(request.user):
        can_open_queue(request.user).or_raise()
    page = Paginator(hidings_seen_by(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "count": page.paginator.count,
        "hidings": page.object_list,
        "redactions": redactions_to_answer(request.user),
        **turns(page),
    }
    return render(request, "moderation/erasing/list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: MemberRequest, family: str, name: str | UUID = "") -> HttpResponse:
    """The text to take away; then where it stands; then it is done. 404 where one may not act."""
    subject = _subject(request, family, str(name))
    if request.method != "POST":
        return _form(request, subject, HidingForm())
    form = HidingForm(request.POST)
    if not form.is_valid():
        return _form(request, subject, form, status=422)
    said = form.cleaned_data
    try:
        if "hide" not in request.POST:
            return _looked(request, subject, form)
        hiding = hide_text(
            subject=subject,
            passages=said["passages"],
            reason=said["reason"],
            instead=said["instead"],
            by=request.user,
        )
    except BadPassages as problem:
        form.add_error("passages", str(problem))
        return _form(request, subject, form, status=422)
    except CannotTakeAway as problem:
        return _form(request, subject, form, problem=[str(problem)], status=409)
    except InvalidFields as invalid:
        return _form(request, subject, form, problem=_cannot_stand(invalid), status=422)
    messages.success(request, _("Done: this text is nowhere on the site any more."))
    return redirect("moderation:hiding", hiding.uuid)


def _subject(request: MemberRequest, family: str, name: str) -> Subject:
    subject = named(family, name)
    if subject is None:
        raise Http404
    if not can_hide_text(request.user, kind=subject.kind, territory=subject.territory):
        raise Http404
    return subject


def _looked(request: MemberRequest, subject: Subject, form: HidingForm) -> HttpResponse:
    said = form.cleaned_data
    asked = read_passages(said["passages"], instead=said["instead"], region=subject.region)
    found = look(asked.needle, subject)
    context = {"subject": subject, "form": form, "found": found, "passages": asked.passages}
    status = 200 if found.count else 409
    return render(request, "moderation/erasing/hide.html", context, status=status)


def _form(
    request: MemberRequest,
    subject: Subject,
    form: HidingForm,
    *,
    problem: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"subject": subject, "form": form, "problems": problem or []}
    return render(request, "moderation/erasing/hide.html", context, status=status)


def _cannot_stand(invalid: InvalidFields) -> list[str]:
    first = _("The page cannot stand without this text: say below what stands instead of it.")
    return [first, *(line for lines in invalid.errors.values() for line in lines)]


@never_cache
@login_required
@require_safe
def hiding(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return _page(request, _seen(request, uuid))


@never_cache
@login_required
@require_POST
def show(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _seen(request, uuid)
    try:
        done = show_again(hiding=found, by=request.user)
    except CannotTakeAway as problem:
        return _page(request, _seen(request, uuid), problem=str(problem), status=409)
    if done.left:
        messages.warning(
            request,
            ngettext(
                "Put back, but in %(count)d place, where something else was written since.",
                "Put back, but in %(count)d places, where something else was written since.",
                len(done.left),
            )
            % {"count": len(done.left)},
        )
    else:
        messages.success(request, _("Put back everywhere it stood."))
    return redirect("moderation:hiding", uuid)


@never_cache
@login_required
@require_POST
def ask(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found, form = _seen(request, uuid), RedactionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, asking=form, status=422)
    said = form.cleaned_data
    try:
        ask_redaction(hiding=found, by=request.user, basis=said["basis"], note=said["note"])
    except MissingWhy as problem:
        return _page(request, found, asking=form, problem=str(problem), status=422)
    except CannotTakeAway as problem:
        return _page(request, _seen(request, uuid), problem=str(problem), status=409)
    messages.success(request, _("Asked: a person with oversight will answer."))
    return redirect("moderation:hiding", uuid)


@never_cache
@login_required
@require_POST
def answer(request: MemberRequest, uuid: UUID, verb: str) -> HttpResponse:
    """Confirm, refuse or give up the open request of a hidden text."""
    found = _seen(request, uuid)
    redaction = found.redactions.open().first()
    if redaction is None:
        return _page(request, found, problem=_("This request was answered already."), status=409)
    form = _ANSWERS[verb](request.POST)
    if not form.is_valid():
        return _page(request, found, answering={verb: form}, status=422)
    try:
        said = _answer(redaction, verb, form, request)
    except MissingWhy as problem:
        kept = {verb: form}
        return _page(request, found, answering=kept, problem=str(problem), status=422)
    except CannotTakeAway as problem:
        return _page(request, _seen(request, uuid), problem=str(problem), status=409)
    messages.success(request, said)
    return redirect("moderation:hiding", uuid)


_ANSWERS: dict[str, type[Form]] = {
    "confirming": ConfirmingForm,
    "refusing": RefusingForm,
    "giving_up": Form,
}


def _answer(redaction: Redaction, verb: str, form: Form, request: MemberRequest) -> str:
    if verb == "refusing":
        refuse_redaction(redaction=redaction, by=request.user, why=form.cleaned_data["why"])
        return _("Refused: the text stays hidden, and who asked reads why.")
    if verb == "giving_up":
        give_up_redaction(redaction=redaction, by=request.user)
        return _("The request is taken back: the text stays hidden.")
    done = confirm_redaction(redaction=redaction, by=request.user)
    if done.state == Redaction.State.DONE:
        return _("Confirmed: the text is erased for good.")
    return _("Confirmed: the text is erased once it has been hidden for seven days.")


def _seen(request: MemberRequest, uuid: UUID) -> Hiding:
    """404 where the person could not have hidden it: that it exists is not said."""
    return get_object_or_404(hidings_seen_by(request.user), uuid=uuid)


def _page(
    request: MemberRequest,
    found: Hiding,
    *,
    problem: str = "",
    status: int = 200,
    asking: RedactionForm | None = None,
    answering: Mapping[str, Form] = MappingProxyType({}),
) -> HttpResponse:
    redaction = found.redactions.first()
    is_open = redaction is not None and redaction.is_open
    user = request.user
    context: dict[str, Any] = {
        "hiding": found,
        "subject": of_hiding(found),
        "passages": _passages(found),
        "redaction": redaction,
        "note": _note(redaction),
        "is_open": is_open,
        "problem": problem,
        "can_show": can_show_again(user, found),
        "can_ask": not is_open and can_ask_redaction(user, found),
        "can_answer": redaction is not None
        and redaction.state == Redaction.State.ASKED
        and can_answer_redaction(user, redaction),
        "can_give_up": is_open and redaction is not None and can_give_up(user, redaction),
        "asking": asking or RedactionForm(),
        "confirming": answering.get("confirming") or ConfirmingForm(auto_id="confirm_%s"),
        "refusing": answering.get("refusing") or RefusingForm(auto_id="refuse_%s"),
    }
    return render(request, "moderation/erasing/hiding.html", context, status=status)


def _passages(found: Hiding) -> list[str]:
    if not found.is_hidden:
        return []
    try:
        return passages_in(found)[0]
    except KeyIsLost:
        return []


def _note(redaction: Redaction | None) -> str:
    if redaction is None or not redaction.is_open:
        return ""
    try:
        return note_of(redaction)
    except KeyIsLost as lost:
        return str(lost)
