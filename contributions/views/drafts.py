from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from contributions.advice.panel import advise
from contributions.drafts.errors import DraftTooLong, NewerDraft
from contributions.drafts.services import save_draft
from contributions.editing.desk import Desk
from contributions.editing.kinds import KINDS
from contributions.editing.typed import as_payload, typed_in
from contributions.models import Draft
from contributions.views.desks import passes_csrf, seq_of
from contributions.views.writing import Writing


# The view checks the token itself, and says what to do when it fails (`passes_csrf`).
@csrf_exempt
@never_cache
@require_POST
def autosave(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Keep what is being typed, and answer what the page then shows: when it was saved, who else
    writes there, and what would make it better."""
    edit_kind = KINDS[kind]
    target = edit_kind.find(public_id)
    if not request.user.is_authenticated:
        return _refusal(401, _("Your session has ended. Your text stays in this browser."))
    if not edit_kind.target.is_live(target):
        return _refusal(410, _("This page was taken off the site. Copy what you want to keep."))
    desk = Desk(edit_kind, target, request.user)
    sealed = request.POST.get("base", "")
    base = desk.unseal(sealed)
    if base is None or not passes_csrf(request):
        return _refusal(403, _("You signed in again since. Your text stays in this browser."))
    typed = typed_in(request.POST)
    try:
        draft = save_draft(
            place=desk.place, payload=as_payload(typed), seq=seq_of(request), base=sealed
        )
    except NewerDraft as newer:
        said = _("Another window of yours holds a newer draft, of %(time)s.")
        return _refusal(409, said % {"time": _clock(newer.kept)}, seq=newer.kept.seq)
    except DraftTooLong as too_long:
        return _refusal(413, str(too_long))
    writing = Writing(desk, typed, base)
    context = {"advice": advise(edit_kind, writing.values()), "others": desk.others()}
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
