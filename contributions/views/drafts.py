from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from contributions.advice.panel import advise
from contributions.drafts.errors import DraftTooLong, NewerDraft
from contributions.drafts.services import save_draft
from contributions.editing.desk import Desk, Subject
from contributions.editing.typed import as_payload, typed_in
from contributions.models import Draft
from contributions.views.desks import number_in, passes_csrf
from contributions.views.subjects import page_subject, proposal_subject
from contributions.views.writing import Writing


# The views check the token themselves, and say what to do when it fails (`passes_csrf`).
@csrf_exempt
@never_cache
@require_POST
def autosave(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Keep what is being typed on a page, and answer what the page then shows: when it was saved,
    who else writes there, and what would make it better."""
    return _save(request, page_subject(kind, public_id))


@csrf_exempt
@never_cache
@require_POST
def autosave_resumed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same, for a proposal that its author says otherwise."""
    return _save(request, proposal_subject(uuid))


def _save(request: HttpRequest, subject: Subject) -> HttpResponse:
    if not request.user.is_authenticated:
        return _refusal(401, _("Your session has ended. Your text stays in this browser."))
    if not subject.kind.target.is_live(subject.target):
        return _refusal(410, _("This page was taken off the site. Copy what you want to keep."))
    if subject.proposal is not None and subject.proposal.author != request.user:
        raise Http404
    desk = Desk(subject, request.user)
    sealed = request.POST.get("base", "")
    base = desk.unseal(sealed)
    if base is None or not passes_csrf(request):
        return _refusal(403, _("You signed in again since. Your text stays in this browser."))
    typed = typed_in(request.POST)
    seq = number_in(request, "seq")
    try:
        draft = save_draft(place=desk.place, payload=as_payload(typed), seq=seq, base=sealed)
    except NewerDraft as newer:
        said = _("Another window of yours holds a newer draft, of %(time)s.")
        return _refusal(409, said % {"time": _clock(newer.kept)}, seq=newer.kept.seq)
    except DraftTooLong as too_long:
        return _refusal(413, str(too_long))
    writing = Writing(desk, typed, base)
    advice = advise(desk.kind, writing.values(), target=desk.target)
    context = {"advice": advice, "others": desk.others()}
    return JsonResponse(
        {
            "seq": draft.seq,
            "status": _("Draft saved at %(time)s") % {"time": _clock(draft)},
            "side": render_to_string("contributions/editing/live.html", context, request=request),
        }
    )


def _refusal(status: int, said: str, *, seq: int | None = None) -> JsonResponse:
    return JsonResponse({"status": said, "seq": seq}, status=status)


def _clock(draft: Draft) -> str:
    moment = timezone.localtime(draft.updated_at)
    return _("%(hour)s:%(minute)s") % {"hour": moment.hour, "minute": f"{moment:%M}"}
