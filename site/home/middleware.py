"""The content security policy: strict for the site, looser for Wagtail's admin only."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
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
