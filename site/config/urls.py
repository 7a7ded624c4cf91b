"""Every address of the site. Wagtail's own serving comes last and catches what is left."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    # One way in: the admin's own sign-in page would not ask for the second factor.
    path(
        f"{settings.CMS_PATH}login/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
    ),
    path(settings.CMS_PATH, include(wagtailadmin_urls)),
]

# Each is looked through in turn: what most people ask for comes first.
urlpatterns += i18n_patterns(
    path("", include("search.urls")),
    path("", include("offers.urls")),
    path("", include("home.urls")),
    path("", include("contributions.urls")),
    path("", include("moderation.urls")),
    path("", include("notifications.urls")),
    path("", include("accounts.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler400 = "home.errors.bad_request"
handler403 = "home.errors.permission_denied"
handler404 = "home.errors.page_not_found"
handler500 = "home.errors.server_error"
