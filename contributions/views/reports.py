"""« Signaler », without account, script or cookie: what is wrong on a page, on one screen."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from contributions.errors import MovedMeanwhile, NoChange, TwinProposal
from contributions.forms_reports import ReportForm
from contributions.limits.networks import CONNECTION, NEIGHBOURS, network_of
from contributions.reporting import limits
from contributions.reporting.limits import TooMany, count_report
from contributions.reporting.services import Told, file_report
from contributions.reporting.subjects import Subject
from contributions.reporting.traps import Shown, looks_automatic, seal, unseal
from offers.models import OfferPage, PublicOffer, Structure
from offers.models.structures import PageState
from offers.validation import InvalidFields
from territories.models import TerritoryContact

# A whole form, every box filled: more is not typed by a person.
MOST_BYTES = 200_000


@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def report_offer(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(PublicOffer, public_id=public_id)
    if row.state == PageState.MERGED:
        return redirect("contributions:report-offer", row.moved_to, permanent=True)
    if row.state == PageState.ARCHIVED:
        return _gone(request)
    related = ("visibility", "commune", "home_territory", "structure", "public")
    return _report(request, Subject(OfferPage.objects.select_related(*related).get(pk=row.pk)))


@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def report_structure(request: HttpRequest, public_id: str) -> HttpResponse:
    related = ("commune", "home_territory", "merged_into")
    found = get_object_or_404(Structure.objects.select_related(*related), public_id=public_id)
    if found.merged_into is not None:
        into = found.merged_into.public_id
        return redirect("contributions:report-structure", into, permanent=True)
    if found.state == PageState.ARCHIVED:
        return _gone(request)
    return _report(request, Subject(found))


@require_safe
def thanks(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """What happens next; it says the same to everyone, whatever was sent."""
    model: Any = PublicOffer if kind == "offres" else Structure
    page = get_object_or_404(model, public_id=public_id)
    return _private(render(request, "contributions/reporting/thanks.html", {"page": page}))


def _report(request: HttpRequest, subject: Subject) -> HttpResponse:
    if request.method == "POST":
        return _private(_read(request, subject))
    form = ReportForm(subject=subject, base={}, typed=_asked(request))
    return _private(_page(request, subject, form, at=timezone.now()))


def _asked(request: HttpRequest) -> QueryDict:
    """What a link may choose beforehand: a reason, a piece of the page."""
    asked = QueryDict(mutable=True)
    asked.update({"reason": request.GET.get("motif", ""), "field": request.GET.get("champ", "")})
    return asked


# A form that works without a cookie carries no token, and pages that let no address out send a null
# origin. The browser says where it comes from instead, and the cookie of a session does not come
# along from another site (SameSite=Lax), so that nobody reports in another's name.
def _comes_from_elsewhere(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    return origin != "null" and origin.partition("://")[2] != request.get_host()


def _read(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Send, or open one more box; on any refusal the page comes back with everything typed."""
    now = timezone.now()
    if request.content_type != "application/x-www-form-urlencoded":
        return _refuse(request, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if _length(request) > MOST_BYTES:
        return _refuse(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    shown = unseal(subject, request.POST.get("shown", ""), now=now)
    base, drawn = (shown.base, shown.at) if shown else ({}, now)
    if request.POST.get("act") == "open":
        form = ReportForm(subject=subject, base=base, typed=request.POST)
        return _page(request, subject, form, at=drawn)
    form = ReportForm(request.POST, subject=subject, base=base)
    if _comes_from_elsewhere(request):
        form.add_error(None, _("This came from another site. Please send it from here."))
        return _page(request, subject, form, at=drawn, status=HTTPStatus.FORBIDDEN)
    return _file(request, subject, form, shown=shown, now=now)


def _file(
    request: HttpRequest, subject: Subject, form: ReportForm, *, shown: Shown | None, now: datetime
) -> HttpResponse:
    status, drawn = HTTPStatus.UNPROCESSABLE_ENTITY, shown.at if shown else now
    many = None
    try:
        told = _told(request, form, shown, now)
        _count(request, now)
        file_report(subject=subject, told=told, at=now)
    except InvalidFields as invalid:
        form.add_errors(invalid.errors)
    except NoChange as nothing:
        form.add_error(None, str(nothing))
    except TwinProposal as twin:
        status = HTTPStatus.CONFLICT
        form.add_error(None, str(twin))
    except MovedMeanwhile as moved:
        status = HTTPStatus.CONFLICT
        form.follow(subject, [conflict.field for conflict in moved.conflicts])
        form.add_error(None, str(moved))
    except TooMany as too_many:
        status, many = HTTPStatus.TOO_MANY_REQUESTS, too_many
    else:
        return _see(subject)
    return _page(request, subject, form, at=drawn, status=status, many=many)


def _told(request: HttpRequest, form: ReportForm, shown: Shown | None, now: datetime) -> Told:
    """Raises InvalidFields."""
    if not form.is_valid():
        raise InvalidFields({})
    data = form.cleaned_data
    address = get_adapter().get_client_ip(request)
    return Told(
        reason=data["reason"],
        changes=form.changes(),
        base=form.base,
        text=data["text"],
        email=data["email"],
        author=request.user if request.user.is_authenticated else None,
        network=network_of(address, sizes=NEIGHBOURS),
        is_suspect=looks_automatic(shown=shown, honeypot=data["homepage"], now=now),
    )


def _count(request: HttpRequest, now: datetime) -> None:
    """Raises TooMany."""
    if request.user.is_authenticated:
        count_report(f"account {request.user.pk}", limits=limits.WITH_ACCOUNT, at=now)
        return
    network = network_of(get_adapter().get_client_ip(request), sizes=CONNECTION)
    count_report(network, limits=limits.WITHOUT_ACCOUNT, at=now)


def _page(
    request: HttpRequest,
    subject: Subject,
    form: ReportForm,
    *,
    at: datetime,
    status: int = HTTPStatus.OK,
    many: TooMany | None = None,
) -> HttpResponse:
    context = {
        "subject": subject,
        "form": form,
        "shown": seal(subject, Shown(form.base, at)),
        "many": many,
        "contact": _contact(subject) if many else None,
    }
    response = render(request, "contributions/reporting/report.html", context, status=status)
    if many is not None:
        response["Retry-After"] = str(many.minutes * 60)
    return response


def _contact(subject: Subject) -> TerritoryContact | None:
    """Who is written to instead: the public contact nearest to the page."""
    home = subject.territory
    paths = [*home.ancestor_paths(), home.path]
    found = TerritoryContact.objects.filter(territory__path__in=paths)
    return found.order_by("-territory__path").first()


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _refuse(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "contributions/reporting/refused.html", status=status)


def _gone(request: HttpRequest) -> HttpResponse:
    return _private(render(request, "410.html", status=HTTPStatus.GONE))


def _see(subject: Subject) -> HttpResponse:
    kind = "offres" if subject.is_offer else "structures"
    response = HttpResponseRedirect(
        reverse("contributions:report-thanks", args=[kind, subject.target.public_id])
    )
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response
