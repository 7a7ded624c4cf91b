"""What stands before everything else: the health of the site, and a line for each request."""

import logging
import re
import time
from collections.abc import Callable
from secrets import token_hex

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase

from journal import health
from journal.logs import told_with

logger = logging.getLogger(__name__)

HEALTHZ, READYZ = "/healthz", "/readyz"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{1,64}")

Answer = Callable[[HttpRequest], HttpResponseBase]


class HealthMiddleware:
    """Answered before anything asks for a host, a scheme or a session: whoever balances the load
    calls by address and over plain HTTP."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path not in {HEALTHZ, READYZ}:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = healthz() if path == HEALTHZ else readyz()
        response["Cache-Control"] = "no-store"
        if request.method == "HEAD":
            response.content = b""
        return response


def healthz() -> HttpResponse:
    """This process answers; nothing is said of what it works with."""
    return HttpResponse("ok", content_type="text/plain")


def readyz() -> HttpResponse:
    report = health.report()
    checks = {
        name: {"state": found.state, "detail": found.detail}
        for name, found in report.checks.items()
    }
    said = {"ready": report.is_ready, "checks": checks}
    return JsonResponse(said, status=200 if report.is_ready else 503)


class RequestLogMiddleware:
    """One line a request: its route as it is written in the code, so that neither a query, nor a
    secret or a word in a path, nor whoever asked, is ever written down."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        request_id = identifier(request.META.get("HTTP_X_REQUEST_ID", ""))
        with told_with(request=request_id):
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            if logger.isEnabledFor(logging.INFO):
                fields = {
                    "method": request.method if request.method in METHODS else "other",
                    "route": route_of(request),
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                }
                logger.info("answered", extra={"fields": fields})
        return response


def identifier(given: str) -> str:
    """What a proxy gave, when it can stand in a log and a header; else a random one."""
    return given if REQUEST_ID.fullmatch(given) else token_hex(16)


def route_of(request: HttpRequest) -> str | None:
    """None for what no route was found for: a redirect of the whole site, an unknown address."""
    if request.resolver_match is not None:
        return request.resolver_match.route
    is_static = request.path_info.startswith(f"/{settings.STATIC_URL.strip('/')}/")
    return settings.STATIC_URL if is_static else None
