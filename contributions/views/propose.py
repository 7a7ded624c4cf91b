from collections.abc import Mapping
from typing import Any, TypedDict
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from contributions.direct.services import publish_own_edit
from contributions.drafts.services import drop_draft
from contributions.editing.conflicts import resolve
from contributions.editing.desk import Desk, Subject
from contributions.editing.previewing import as_public
from contributions.editing.resuming import typed_again
from contributions.editing.typed import as_query, typed_in
from contributions.errors import (
    ClosedProposal,
    MovedMeanwhile,
    NoChange,
    StaleVersion,
    TwinProposal,
)
from contributions.mine.reusing import changes_to_reuse, to_reuse
from contributions.models import Proposal
from contributions.permissions import can_propose, can_resubmit, can_see_content
from contributions.services import resubmit
from contributions.views.desks import gone, number_in, passes_csrf, refuse_stranger, signed_out
from contributions.views.pages import check_page, edit_page, moved_page, unclear_page
from contributions.views.subjects import page_subject, proposal_subject
from contributions.views.writing import Writing
from offers.validation import InvalidFields


class Said(TypedDict):
    """What a proposal says, whether it is new or said otherwise."""

    author: User
    changes: dict[str, Any]
    summary: str
    sources: list[dict[str, str]]
    base: dict[str, Any]


# The views check the token themselves: a failure must give the typed text back (`passes_csrf`).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Edit a page in its own layout, see what changes, send it to the animators."""
    return _serve(request, page_subject(kind, public_id))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say a waiting proposal otherwise, or settle what the page changed under it; for its author,
    on the same page."""
    return _serve(request, proposal_subject(uuid))


def _serve(request: HttpRequest, subject: Subject) -> HttpResponse:
    if not request.user.is_authenticated:
        return signed_out(request, subject)
    if subject.proposal is not None and (refusal := _closed(request, subject.proposal)):
        return refusal
    if not subject.kind.target.is_live(subject.target):
        return gone(request, subject)
    can_propose(request.user, subject.target).or_raise()
    desk = Desk(subject, request.user)
    return _read(request, desk) if request.method == "POST" else _open(request, desk)


def _closed(request: HttpRequest, proposal: Proposal) -> HttpResponse | None:
    """Where they are led when it is not theirs to say otherwise, or no more."""
    if proposal.author != request.user:
        raise Http404
    allowed = can_resubmit(request.user, proposal)
    if allowed and proposal.action == Proposal.Action.EDIT:
        return None
    said = allowed.reason or _("Withdraw this proposal, then propose your change anew.")
    messages.error(request, said)
    return redirect("contributions:proposal", proposal.uuid)


def _open(request: HttpRequest, desk: Desk) -> HttpResponse:
    """An old proposal taken up again, or the draft the person left; else the page as it is, or
    what their waiting proposal asks of it."""
    old = to_reuse(user=desk.user, uuid=request.GET.get("reprendre", ""), target=desk.target)
    if old is not None and desk.proposal is None:
        if old.state in Proposal.OPEN:
            return redirect("contributions:proposal-resume", old.uuid)
        return edit_page(request, _reused(desk, old))
    draft = desk.draft
    if draft is not None and draft.payload:
        base = desk.unseal(draft.base) or desk.shown
        writing = Writing(desk, as_query(draft.payload), base, seq=draft.seq)
        return edit_page(request, writing, draft_from=draft.updated_at)
    seq = draft.seq if draft else 0
    if desk.proposal is None:
        return edit_page(request, Writing(desk, QueryDict(), desk.shown, seq=seq, is_fresh=True))
    changes = desk.proposal.changes
    typed = typed_again(desk.proposal, desk.kind.target.schema, base=desk.shown, changes=changes)
    writing = Writing(desk, typed, desk.shown, seq=seq, is_only_read=True)
    writing.version = desk.proposal.version
    if desk.proposal.state == Proposal.State.CONFLICT:
        return _check(request, writing, "preview")
    return edit_page(request, writing)


def _reused(desk: Desk, old: Proposal) -> Writing:
    """What a refused or forgotten proposal asked, on the page as it is now."""
    changes = changes_to_reuse(user=desk.user, proposal=old)
    typed = typed_again(old, desk.kind.target.schema, base=desk.shown, changes=changes)
    return Writing(desk, typed, desk.shown, seq=desk.draft.seq if desk.draft else 0)


def _read(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Do what was asked with what was typed; on any refusal the page comes back with all of it."""
    base = desk.unseal(request.POST.get("base", ""))
    is_safe = passes_csrf(request)
    if base is None:
        refuse_stranger(is_safe=is_safe)
    act = request.POST.get("act", "preview")
    if act == "drop" and is_safe:
        drop_draft(place=desk.place)
        return redirect(desk.subject.url)
    resolved = resolve(request.POST, typed_in(request.POST), desk.kind.target.schema)
    writing = Writing(desk, resolved.typed, base or desk.shown, seq=number_in(request, "seq"))
    writing.version = number_in(request, "version")
    if base is None or not is_safe:
        writing.status, writing.problem = _doubt(is_safe=is_safe)
        return edit_page(request, writing)
    if act == "edit":
        writing.keep()
        return edit_page(request, writing)
    if resolved.unclear:
        writing.keep()
        return unclear_page(request, writing, resolved)
    return _check(request, writing, act)


def _doubt(*, is_safe: bool) -> tuple[int, str]:
    if is_safe:
        said = _("We could not tell which version of the page you read. Check what you typed.")
        return 400, said
    return 403, _("You signed in again since this page was opened. Send it once more.")


def _check(request: HttpRequest, writing: Writing, act: str) -> HttpResponse:
    try:
        if act == "send":
            writing.read()
            return _send(request, writing)
        prepared = writing.prepare()
    except InvalidFields as invalid:
        return _refused(request, writing, invalid.errors)
    except NoChange as nothing:
        writing.status, writing.problem = 422, str(nothing)
        return edit_page(request, writing)
    except (ClosedProposal, StaleVersion) as decided:
        writing.status, writing.problem = 409, str(decided)
        return edit_page(request, writing)
    except TwinProposal as twin:
        return _show_twin(request, writing, twin)
    except MovedMeanwhile as moved:
        return moved_page(request, writing, moved)
    writing.keep()
    after = {**prepared.live, **prepared.changes}
    if act == "page":
        return as_public(request, writing.desk, after)
    return check_page(request, writing, prepared.live, after)


def _refused(
    request: HttpRequest, writing: Writing, errors: Mapping[str, list[str]]
) -> HttpResponse:
    """Beside each box, on the page that has it."""
    writing.status = 422
    writing.keep()
    send, form = writing.send, writing.form
    if errors and errors.keys() <= send.fields.keys():
        send.add_errors(errors)
        return _check(request, writing, "preview")
    send.add_errors({name: said for name, said in errors.items() if name in send.fields})
    form.add_errors({name: said for name, said in errors.items() if name not in send.fields})
    return edit_page(request, writing)


def _send(request: HttpRequest, writing: Writing) -> HttpResponse:
    desk, send = writing.desk, writing.send
    send.is_valid()
    said: Said = {
        "author": desk.user,
        "changes": writing.changes,
        "summary": send.cleaned_data.get("proposal_summary", ""),
        "sources": send.cited(),
        "base": writing.base,
    }
    if desk.proposal is not None:
        proposal: Proposal | None = resubmit(
            proposal=desk.proposal, version=writing.version, **said
        )
    else:
        proposal = publish_own_edit(
            target_kind=desk.kind.name,
            target=desk.target,
            kind=send.cleaned_data.get("kind") or Proposal.Kind.FACT,
            on_behalf_of=send.chosen_structure(),
            **said,
        ).proposal
    drop_draft(place=desk.place)
    if proposal is None:
        messages.success(request, _("Thank you: the page shows your changes from now on."))
        return redirect(desk.page_url)
    if proposal.is_supported_now:
        return _supported(request, desk, proposal)
    messages.success(request, _("Thank you. An animator will read your proposal and answer you."))
    return redirect("contributions:proposal", proposal.uuid)


def _supported(request: HttpRequest, desk: Desk, proposal: Proposal) -> HttpResponse:
    """The proposal of somebody else is theirs to read; this person knows that it waits."""
    said = _("Somebody else already proposed exactly this: your proposal now supports theirs.")
    messages.success(request, said)
    if can_see_content(desk.user, proposal):
        return redirect("contributions:proposal", proposal.uuid)
    return redirect("contributions:mine")


def _show_twin(request: HttpRequest, writing: Writing, twin: TwinProposal) -> HttpResponse:
    """The same form sent twice: they are led to what they sent the first time."""
    desk = writing.desk
    mine = Proposal.objects.open().written_by(desk.user.pk)
    on_page = mine.filter(**{desk.kind.target.column: desk.target}).order_by("-created_at")
    first = next((one for one in on_page if one.changes.keys() == writing.changes.keys()), None)
    drop_draft(place=desk.place)
    messages.info(request, str(twin))
    return (
        redirect("contributions:proposal", first.uuid) if first else redirect("contributions:mine")
    )
