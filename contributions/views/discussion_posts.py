"""What is done with one message: its permanent address, mending it, hiding it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import MemberRequest
from contributions.discussion.errors import Unsaid
from contributions.discussion.permissions import can_edit_post
from contributions.discussion.places import Place
from contributions.discussion.reading import Reader, posts_for, reader_at
from contributions.discussion.services import edit_post, hide, unhide
from contributions.forms_discussion import MessageForm
from contributions.models import Post
from contributions.views.discussion import POSTS_A_PAGE, readable_thread


@never_cache
@require_safe
def post(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The permanent address of a message leads to its place in its discussion."""
    found, place = _readable(request, uuid)
    return redirect(_address(found, reader_at(request.user, place)))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Mend one's own message while it is fresh."""
    found, place = _readable(request, uuid)
    verdict = can_edit_post(request.user, found)
    if found.author_id != request.user.pk:
        verdict.or_raise()
    if request.method != "POST" and verdict:
        return _edit(request, found, place, MessageForm(initial={"body": found.body}))
    form = MessageForm(request.POST or None, initial={"body": found.body})
    if not verdict:
        return _edit(request, found, place, form, problem=verdict.reason, status=403)
    if not form.is_valid():
        return _edit(request, found, place, form, status=422)
    try:
        edit_post(author=request.user, post=found, body=form.cleaned_data["body"])
    except Unsaid as unsaid:
        form.refuse(unsaid)
        return _edit(request, found, place, form, status=422)
    messages.success(request, _("Your message is changed."))
    return redirect(found)


@never_cache
@login_required
@require_POST
def take_off(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Hide a message, with the reason that its author reads."""
    found, _place = _readable(request, uuid)
    try:
        hide(moderator=request.user, post=found, reason=request.POST.get("reason", ""))
    except Unsaid as unsaid:
        messages.error(request, str(unsaid))
    else:
        messages.success(request, _("The message is hidden. Its author is told why."))
    return redirect(found)


@never_cache
@login_required
@require_POST
def put_back(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found, _place = _readable(request, uuid)
    unhide(moderator=request.user, post=found)
    messages.success(request, _("The message shows again."))
    return redirect(found)


def _readable(request: HttpRequest, uuid: UUID) -> tuple[Post, Place]:
    """404 for whoever may not know of it."""
    found = get_object_or_404(Post.objects.select_related("thread"), uuid=uuid)
    found.thread, place = readable_thread(request, found.thread.uuid)
    if not posts_for(reader_at(request.user, place)).filter(pk=found.pk).exists():
        raise Http404
    return found, place


def _address(found: Post, reader: Reader) -> str:
    seen = posts_for(reader).filter(thread=found.thread)
    before = seen.filter(at__lt=found.at) | seen.filter(at=found.at, pk__lt=found.pk)
    number = before.count() // POSTS_A_PAGE + 1
    query = f"?page={number}" if number > 1 else ""
    return f"{found.thread.get_absolute_url()}{query}#message-{found.uuid}"


def _edit(
    request: MemberRequest,
    found: Post,
    place: Place,
    form: MessageForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "post": found,
        "place": place,
        "breadcrumb": [
            {"label": place.title, "url": place.url},
            {"label": _("Discussion"), "url": place.discussion_url},
            {"label": found.thread.subject, "url": found.get_absolute_url()},
        ],
        "form": form,
        "problem": problem,
    }
    return render(request, "contributions/discussion/edit.html", context, status=status)
