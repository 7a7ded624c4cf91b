"""What stands in the way of writing is said on one page, with what was typed."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from accounts.models import User
from contributions.gate import BarredAct
from moderation.blocks.known_networks import blocked_network
from moderation.blocks.permissions import is_known_person

# Where people write to the pages, and report what others wrote; reading, searching, looking after
# an account and contesting a decision stay open.
_WRITING = frozenset({"contributions"})
_WRITING_ELSEWHERE = frozenset(
    {
        "home:verify_offer",
        "moderation:flag",
        "offers:claim",
        "offers:claim-confirm",
        "offers:claim-structure",
        "offers:invitation",
        "offers:members",
    }
)
# Long enough to have been written by hand, and not a seal of ours.
_TYPED = range(12, 20_000)


class GateMiddleware:
    """A network that is blocked writes nothing; whatever is barred gives the typed text back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        if request.method != "POST" or match is None or not _is_writing(match):
            return None
        address = str(get_adapter().get_client_ip(request) or "")
        if not blocked_network(address, at=timezone.now()) or _is_known(request):
            return None
        return _page(request, "", url="", status=403, is_network=True)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, BarredAct):
            return None
        return _page(request, str(exception), url=exception.url, status=exception.status)


def _is_writing(match: ResolverMatch) -> bool:
    return bool(_WRITING.intersection(match.namespaces)) or match.view_name in _WRITING_ELSEWHERE


def _is_known(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and is_known_person(request.user)


def _page(
    request: HttpRequest, reason: str, *, url: str, status: int, is_network: bool = False
) -> HttpResponse:
    context = {"reason": reason, "url": url, "is_network": is_network, "typed": _typed(request)}
    response = render(request, "moderation/barred.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _typed(request: HttpRequest) -> list[str]:
    texts = (text for name in request.POST for text in request.POST.getlist(name))
    return [text for text in texts if len(text) in _TYPED and " " in text.strip()]
