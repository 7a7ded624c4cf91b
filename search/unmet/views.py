from http import HTTPStatus
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from search.routing.encoder import shipped_encoder
from search.safety.deciding import emergencies, read_text
from search.unmet.demand import K
from search.unmet.forms import MissingForm
from search.unmet.limiting import may_tell
from search.unmet.open_data import csv_lines
from search.unmet.remembering import record_report
from search.unmet.table import Chosen, table

ROWS_A_PAGE = 50
LONGEST_CODE = 120


@require_safe
def unmet(request: HttpRequest) -> HttpResponse:
    """Where need exceeds offer: need by department, the largest share without answer first."""
    chosen = _chosen(request)
    found = table(chosen, at=timezone.now())
    page = Paginator(found.rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": page.object_list,
        "page": page,
        "chosen": chosen,
        "groups": found.places.groups(),
        "countries": [p for p in found.places.above.values() if p.parent_id is None],
        "categories": found.categories,
        "period": found.period,
        "fewest": K,
        "csv_url": _address("search:unmet_csv", chosen),
        "previous_url": _page_url(chosen, page.number - 1) if page.has_previous() else "",
        "next_url": _page_url(chosen, page.number + 1) if page.has_next() else "",
    }
    return render(request, "search/unmet/table.html", context)


@require_safe
def unmet_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole table, or what is chosen of it, with the numbers of the page."""
    found = table(_chosen(request), at=timezone.now())
    response = StreamingHttpResponse(csv_lines(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="besoins-sans-reponse.csv"'
    patch_cache_control(response, public=True, max_age=3600)
    return response


# The results page lets no address out, so its forms are sent with a null origin, which the check
# of the token refuses. Where the request comes from is asked of the browser instead.
@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def missing(request: HttpRequest) -> HttpResponse:
    """« Tell us what is missing »: needs and place come along, the text is free."""
    response = _tell(request) if request.method == "POST" else _ask(request)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def _ask(request: HttpRequest) -> HttpResponse:
    form = MissingForm(needs=request.GET.getlist("besoin"), place=request.GET.get("lieu", ""))
    return render(request, "search/unmet/missing.html", {"form": form})


def _tell(request: HttpRequest) -> HttpResponse:
    data = request.POST
    form = MissingForm(data, needs=data.getlist("besoin"), place=data.get("lieu", ""))
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        form.add_error(None, _("This came from another site. Please send it from here."))
        status = HTTPStatus.FORBIDDEN
    elif form.is_valid() and not may_tell(request, at=timezone.now()):
        form.add_error(None, _("Many messages came from here within an hour. Try again later."))
        status = HTTPStatus.TOO_MANY_REQUESTS
    if not form.is_valid():
        return render(request, "search/unmet/missing.html", {"form": form}, status=status)
    text = form.cleaned_data["texte"]
    record_report(
        text=text,
        needs=form.needs,
        place=form.place,
        on=timezone.localdate(),
        is_emergency=bool(emergencies(read_text(text, shipped_encoder()))),
    )
    return _see(reverse("search:missing_thanks"))


@require_safe
def missing_thanks(request: HttpRequest) -> HttpResponse:
    response = render(request, "search/unmet/thanks.html")
    response["X-Robots-Tag"] = "noindex"
    return response


def _see(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _chosen(request: HttpRequest) -> Chosen:
    return Chosen(
        place=request.GET.get("territoire", "")[:LONGEST_CODE],
        category=request.GET.get("categorie", "")[:LONGEST_CODE],
    )


def _address(name: str, chosen: Chosen, **more: int) -> str:
    fields = {"territoire": chosen.place, "categorie": chosen.category, **more}
    query = urlencode({name: value for name, value in fields.items() if value})
    return f"{reverse(name)}?{query}" if query else reverse(name)


def _page_url(chosen: Chosen, number: int) -> str:
    return _address("search:unmet", chosen, page=number)
