from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from contributions.direct.services import publish_own_edit
from contributions.drafts.services import drop_draft
from contributions.editing.conflicts import resolve
from contributions.editing.desk import Desk
from contributions.editing.kinds import KINDS
from contributions.editing.previewing import as_public
from contributions.editing.taking_up import standing, taken_up
from contributions.editing.typed import as_query, typed_in
from contributions.errors import (
    ClosedProposal,
    MovedMeanwhile,
    NoChange,
    StaleVersion,
    TwinProposal,
)
from contributions.models import Proposal
from contributions.permissions import can_propose, can_see_content
from contributions.services import resubmit
from contributions.views.desks import gone, passes_csrf, refuse_stranger, seq_of, signed_out
from contributions.views.pages import check_page, edit_page, moved_page, unclear_page
from contributions.views.writing import Writing
from offers.validation import InvalidFields


# The view checks the token itself: a failure must give the typed text back (`passes_csrf`).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Edit a page in its own layout, see what changes, send it to the animators."""
    edit_kind = KINDS[kind]
    target = edit_kind.find(public_id)
    if not request.user.is_authenticated:
        return signed_out(request, edit_kind, target)
    if not edit_kind.target.is_live(target):
        return gone(request, edit_kind, target)
    can_propose(request.user, target).or_raise()
    desk = Desk(edit_kind, target, request.user)
    return _read(request, desk) if request.method == "POST" else _open(request, desk)


def _open(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page as it is, or the draft the person left."""
    draft = desk.draft
    if draft is None or not draft.payload:
        seq = draft.seq if draft else 0
        again = taken_up(desk, request.GET.get("reprendre", ""))
        if again is not None:
            return edit_page(request, Writing(desk, again, desk.shown, seq=seq))
        return edit_page(request, Writing(desk, QueryDict(), desk.shown, seq=seq, is_fresh=True))
    base = desk.unseal(draft.base) or desk.shown
    writing = Writing(desk, as_query(draft.payload), base, seq=draft.seq)
    return edit_page(request, writing, draft_from=draft.updated_at)


def _read(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Do what was asked with what was typed; on any refusal the page comes back with all of it."""
    base = desk.unseal(request.POST.get("base", ""))
    is_safe = passes_csrf(request)
    if base is None:
        refuse_stranger(is_safe=is_safe)
    act = request.POST.get("act", "preview")
    if act == "drop" and is_safe:
        drop_draft(place=desk.place)
        return redirect(desk.url)
    resolved = resolve(request.POST, typed_in(request.POST), desk.kind.target.schema)
    writing = Writing(desk, resolved.typed, base or desk.shown, seq=seq_of(request))
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
        prepared = writing.prepare()
        if act == "send":
            return _send(request, writing)
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
        prepared = writing.prepare()
        send.add_errors(errors)
        after = {**prepared.live, **prepared.changes}
        return check_page(request, writing, prepared.live, after)
    send.add_errors({name: said for name, said in errors.items() if name in send.fields})
    form.add_errors({name: said for name, said in errors.items() if name not in send.fields})
    return edit_page(request, writing)


def _send(request: HttpRequest, writing: Writing) -> HttpResponse:
    desk, send = writing.desk, writing.send
    send.is_valid()
    before = standing(desk, send.cleaned_data.get("takes_up"))
    if before is not None:
        return _say_otherwise(request, writing, before)
    sent = publish_own_edit(
        author=desk.user,
        target_kind=desk.kind.name,
        target=desk.target,
        changes=writing.changes,
        summary=send.cleaned_data.get("proposal_summary", ""),
        sources=send.cited(),
        kind=send.cleaned_data.get("kind") or Proposal.Kind.FACT,
        on_behalf_of=send.chosen_structure(),
        base=writing.base,
    )
    drop_draft(place=desk.place)
    if sent.proposal is None:
        messages.success(request, _("Thank you: the page shows your changes from now on."))
        return redirect(desk.page_url)
    if sent.proposal.is_supported_now:
        return _supported(request, desk, sent.proposal)
    messages.success(request, _("Thank you. An animator will read your proposal and answer you."))
    return redirect("contributions:proposal", sent.proposal.uuid)


def _say_otherwise(request: HttpRequest, writing: Writing, before: Proposal) -> HttpResponse:
    """What waits for its author, or clashes, becomes its next version."""
    desk, send = writing.desk, writing.send
    resubmit(
        proposal=before,
        author=desk.user,
        version=before.version,
        changes=writing.changes,
        summary=send.cleaned_data.get("proposal_summary", ""),
        sources=send.cited(),
        base=writing.base,
    )
    drop_draft(place=desk.place)
    messages.success(request, _("Thank you. An animator will read your proposal and answer you."))
    return redirect("contributions:proposal", before.uuid)


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
