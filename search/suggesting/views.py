import logging
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from search.engines.base import EngineError
from search.suggesting.suggest import suggest
from search.suggesting.suggestion import Kind, Suggestion

logger = logging.getLogger(__name__)

_ICONS = {
    Kind.NEED: "compass",
    Kind.EXPRESSION: "question",
    Kind.STRUCTURE: "building",
    Kind.OFFER: "document",
}
# What choosing one does, in words.
_KINDS = {
    Kind.NEED: noop("Need"),
    Kind.EXPRESSION: noop("As people say it"),
    Kind.STRUCTURE: noop("See the structure"),
    Kind.OFFER: noop("See the offer"),
}


# Nothing is changed by asking, so no token is needed and pages that hold the form can be cached.
@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def suggestions(request: HttpRequest) -> JsonResponse:
    """What the problem box suggests while one types; by POST, so that no log keeps it."""
    language = (get_language() or "fr").split("-")[0]
    try:
        found = suggest(request.POST.get("q", ""), language)
    except EngineError as error:
        # Suggestions are a help, not an answer: without them the search still works.
        logger.error("the suggestions failed: %s", error)
        found = []
    response = JsonResponse({"suggestions": [_option(one) for one in found]})
    add_never_cache_headers(response)
    return response


def _option(one: Suggestion) -> dict[str, Any]:
    """`page` is where choosing it leads; without one it fills the box, and `need` goes along."""
    return {
        "kind": one.kind,
        "icon": _ICONS[one.kind],
        "label": one.label,
        "detail": " · ".join(filter(None, (_(_KINDS[one.kind]), one.detail))),
        "value": one.value,
        "need": one.need,
        "page": "" if one.need else one.address,
    }
