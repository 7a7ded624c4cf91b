"""Every address of the site. Wagtail's own serving comes last and catches what is left."""

from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path(settings.CMS_PATH, include(wagtailadmin_urls)),
    path("langue/", include("django.conf.urls.i18n")),
]

_APPS = [a for a in ("accounts", "moderation", "contributions", "search", "offers", "home") if find_spec(f"{a}.urls") and (a != "offers" or find_spec("territories.resolution"))]

urlpatterns += i18n_patterns(
    *[path("", include(f"{a}.urls")) for a in _APPS],
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler400 = "home.errors.bad_request"
handler403 = "home.errors.permission_denied"
handler404 = "home.errors.page_not_found"
handler500 = "home.errors.server_error"
