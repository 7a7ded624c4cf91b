import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from search.asking import address_of, read_address
from search.counting import count_once
from search.engines.base import EngineError
from search.engines.current import engine
from search.forms import AskForm
from search.places import Place
from search.presentation import form_context, page_context, place_label
from search.query import search
from search.sealing import Typed, unseal
from search.turns import in_turn
from territories.models import Zone
from territories.suggest import suggest_places

logger = logging.getLogger(__name__)

# Says that the search server did not answer, and what did instead.
ANSWERED_BY = "X-Search-Engine"


# Nothing is changed by asking, so no token is needed and pages that hold the form can be cached.
@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest) -> HttpResponse:
    """POST asks and is sent on; GET answers. What was typed is only ever in the sealed token."""
    try:
        with in_turn():
            response = _ask(request) if request.method == "POST" else _answer(request)
    except EngineError as error:
        response = _out_of_order(request, error)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def _ask(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        context = {
            **_as_typed(request),
            "problem_error": " ".join(map(str, form.errors.get("probleme", []))),
            "place_error": " ".join(map(str, form.errors.get("lieu", []))),
        }
        return render(request, "search/ask.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    data = form.cleaned_data
    address = address_of(problem=data["probleme"], place=data["lieu"], needs=data["needs"])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": str(address)})


def _answer(request: HttpRequest) -> HttpResponse:
    asked = read_address(request.GET)
    if asked.is_empty:
        context = {**form_context(asked), "has_expired": asked.has_expired}
        return render(request, "search/ask.html", context)
    found = search(asked.criteria())
    is_emergency = bool(asked.typed.heard.dangers)
    # With its mistakes a sentence is sealed afresh: it was counted under its first token.
    token = request.GET.get("t", "") if asked.address.token else ""
    count_once(found, token=token, on=timezone.localdate(), is_emergency=is_emergency)
    response = render(request, "search/results.html", page_context(asked, found))
    if found.engine != engine().name:
        response[ANSWERED_BY] = found.engine
    return response


def _out_of_order(request: HttpRequest, error: EngineError) -> HttpResponse:
    logger.error("the search engine failed: %s", error)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return render(request, "search/unavailable.html", _as_typed(request), status=status)


def _as_typed(request: HttpRequest) -> dict[str, str]:
    """The two boxes keep what was typed, sent or sealed."""
    sealed = unseal(request.GET.get("t", "")) or Typed()
    return {
        "problem": request.POST.get("probleme", sealed.problem),
        "place": request.POST.get("lieu", sealed.place),
    }


@csrf_exempt
@sensitive_post_parameters()
@require_POST
def places(request: HttpRequest) -> JsonResponse:
    """What the place box suggests while one types; by POST, so that no log keeps it."""
    found = suggest_places(request.POST.get("q", ""))
    options = [
        {
            "uid": place.uid,
            "value": place_label(place),
            "label": place.name,
            "detail": _detail(place),
        }
        for place in found
    ]
    response = JsonResponse({"places": options})
    add_never_cache_headers(response)
    return response


def _detail(place: Place) -> str:
    """Where it lies; of a zone, what it is."""
    if isinstance(place, Zone):
        return str(place.get_kind_display())
    return place.parent.name if place.parent else ""
