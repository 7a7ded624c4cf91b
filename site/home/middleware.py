"""What every request meets: the content security policy, and addresses that name nothing."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase


class SitePolicyMiddleware(CSPMiddleware):
    """Wagtail's admin writes scripts and styles inline; no page outside `CMS_PATH` may."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 -- the signature of django-csp
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(f"/{settings.CMS_PATH}"):
            parts.config = settings.CMS_CONTENT_SECURITY_POLICY
        return parts


class NamelessPathMiddleware:
    """404 for an address with a NUL: PostgreSQL stores none, so nothing is found by one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info:
            raise Http404
        return self.get_response(request)
