import csv
import io
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from accounts.paging import turns
from contributions.imports.refusals import neutral
from home.territory.answering import answering_in
from home.territory.areas import Area, area_named, areas_of, can_open_desk
from home.territory.asking import ask_keepers
from home.territory.pages import Stale, stale_in, stale_lines, without_owner_in
from home.territory.people import people_in
from home.territory.unmet import unmet_in
from home.territory.waiting import Waiting, waiting_in
from offers.models import OfferPage, Verification
from offers.services import verify_offer

FIRST_SHOWN = 5
STALE_A_PAGE = 30
# What an animator can have done to know that a page is still right.
METHODS = (Verification.Method.PHONE, Verification.Method.VISIT, Verification.Method.ANIMATOR)
COLUMNS = ("public_id", "title", "structure", "territory", "confirmed_on", "keepers", "address")


@never_cache
@login_required
@require_safe
def desk(request: MemberRequest, uid: str) -> HttpResponse:
    """The desk of those who animate a territory or a zone."""
    area, now = _mine(request, uid), timezone.now()
    waiting = waiting_in(area, at=now)
    stale, lonely = stale_in(area, at=now), without_owner_in(area)
    context = {
        "area": area,
        "others": [one for one in areas_of(request.user, at=now) if one.uid != area.uid],
        "waiting": waiting,
        "lines": _waiting_lines(waiting),
        "answering": answering_in(area, at=now),
        "stale": stale_lines(stale[:FIRST_SHOWN]),
        "stale_count": stale.count(),
        "lonely": lonely[:FIRST_SHOWN],
        "lonely_count": lonely.count(),
        "unmet": unmet_in(area, at=now),
        "people": people_in(area, at=now),
    }
    return render(request, "home/territory/desk.html", context)


@never_cache
@login_required
@require_safe
def stale(request: MemberRequest, uid: str) -> HttpResponse:
    """Every offer that nobody confirmed for six months, the longest unconfirmed first."""
    area, now = _mine(request, uid), timezone.now()
    page = Paginator(stale_in(area, at=now), STALE_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "area": area,
        "count": page.paginator.count,
        "lines": stale_lines(page.object_list),
        "methods": [(one.value, one.label) for one in METHODS],
        "number": page.number,
        **turns(page),
    }
    return render(request, "home/territory/stale.html", context)


@never_cache
@login_required
@require_safe
def stale_csv(request: MemberRequest, uid: str) -> StreamingHttpResponse:
    """The same list as a file, to share out the calls."""
    area = _mine(request, uid)
    rows = stale_in(area, at=timezone.now()).select_related("structure", "home_territory")
    response = StreamingHttpResponse(
        _csv_lines(stale_lines(rows)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="offres-a-verifier.csv"'
    return response


@never_cache
@login_required
@require_POST
def confirm(request: MemberRequest, uid: str, offer_id: str) -> HttpResponse:
    """« Still right »: the animator checked, and says how; nothing else changes."""
    area, offer = _mine(request, uid), _offer(request, uid, offer_id)
    method = request.POST.get("method", "")
    if method not in METHODS:
        messages.error(request, _("Say how you checked: by phone, on the spot, or otherwise."))
    else:
        verify_offer(offer=offer, by=request.user, method=method)
        messages.success(
            request, _("“%(title)s” is marked as checked today.") % {"title": offer.title}
        )
    return _back(request, area)


@never_cache
@login_required
@require_POST
def ask(request: MemberRequest, uid: str, offer_id: str) -> HttpResponse:
    """Ask those who keep the page to look at it."""
    area, offer = _mine(request, uid), _offer(request, uid, offer_id)
    try:
        number = ask_keepers(offer=offer, by=request.user, at=timezone.now())
    except PermissionDenied as denied:
        messages.error(request, str(denied))
    else:
        told = ngettext("%(count)d person is asked.", "%(count)d people are asked.", number)
        messages.success(request, told % {"count": number})
    return _back(request, area)


def _mine(request: MemberRequest, uid: str) -> Area:
    """404 for whoever does not animate it: desks are nobody else's business."""
    area = area_named(uid)
    if area is None or not can_open_desk(request.user, area):
        raise Http404
    return area


def _offer(request: MemberRequest, uid: str, offer_id: str) -> OfferPage:
    rows = OfferPage.objects.select_related("structure", "home_territory")
    here = _mine(request, uid).territories()
    offer: OfferPage = get_object_or_404(
        rows, public_id=offer_id, live=True, home_territory__in=here
    )
    return offer


def _back(request: MemberRequest, area: Area) -> HttpResponse:
    page = request.POST.get("page", "")
    query = f"?page={page}" if page.isascii() and page.isdigit() and len(page) < 6 else ""
    return redirect(reverse("home:territory-stale", args=[area.uid]) + query)


def _waiting_lines(waiting: Waiting) -> list[dict[str, Any]]:
    """Each thing that waits, with where it is dealt with."""
    return [
        {
            "label": _("Proposals"),
            "number": waiting.proposals,
            "url": reverse("moderation:queue"),
            "live": "waiting",
        },
        {"label": _("Reports"), "number": waiting.reports, "url": reverse("contributions:reports")},
        {
            "label": _("Published directly, to read"),
            "number": waiting.direct,
            "url": reverse("moderation:direct"),
        },
        {"label": _("Appeals"), "number": waiting.appeals, "url": reverse("moderation:appeals")},
        {
            "label": _("Structures to entrust"),
            "number": waiting.claims,
            "url": reverse("offers:claim-desk"),
        },
    ]


def _csv_lines(lines: list[Stale]) -> Iterator[str]:
    yield "\ufeff" + _written(list(COLUMNS))
    for line in lines:
        row = line.row
        yield _written(
            [
                row.public_id,
                neutral(row.title),
                neutral(row.structure.name),
                row.home_territory.name,
                timezone.localdate(line.confirmed_at).isoformat(),
                line.keepers,
                f"{settings.SITE_URL}{row.get_absolute_url()}",
            ]
        )


def _written(cells: list[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";").writerow(cells)
    return line.getvalue()
