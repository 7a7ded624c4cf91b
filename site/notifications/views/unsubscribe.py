"""Leaving a mail from the mail itself: GET shows (scanners open links), POST leaves (RFC 8058)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications import kinds
from notifications.models import Watch
from notifications.unsubscribing import Mailing, UnknownToken, leave, read_token
from notifications.watchables import read_page


@csrf_exempt  # A mail reader sends neither cookie nor form token; the address is the proof.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """No sign-in is asked for; 404 for an address that we did not make."""
    try:
        mailing = read_token(token)
    except UnknownToken:
        raise Http404 from None
    is_done = request.method == "POST"
    context = {"what": mailing.sort, "name": _name(mailing), "is_done": is_done}
    if is_done:
        leave(mailing)
    response = render(request, "notifications/unsubscribe.html", context)
    response["X-Robots-Tag"] = "noindex"
    # The address lets one act: it goes to no other site.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _name(mailing: Mailing) -> str:
    """What the mail is about, as its reader may read it now; "" when it is gone."""
    if mailing.sort == "digest":
        return mailing.name
    if mailing.sort == "kind":
        kind = kinds.find(mailing.name)
        return str(kind.label) if kind else ""
    row = Watch.objects.filter(user=mailing.user, pk=int(mailing.name)).first()
    page = read_page(mailing.user, row.topic) if row else None
    return page.title if page else ""
