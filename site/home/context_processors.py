"""What every page shows around its content."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Link:
    """A place of the site, by the name of its address; `argument` is the path of a guide."""

    label: Any
    view_name: str
    argument: str = ""
    seen_from: str = ""

    @property
    def url(self) -> str:
        return reverse(self.view_name, args=[self.argument] if self.argument else [])

    @property
    def is_current(self) -> bool:
        return self.seen_from.startswith(self.url)


NAVIGATION = (
    Link(_("Needs"), "offers:needs"),
    Link(_("Territories"), "offers:territories"),
    Link(_("Structures"), "offers:structures"),
    Link(_("Help"), "wagtail_serve", "aide/"),
)
FOOTER = (
    Link(_("Needs without an answer"), "search:unmet"),
    Link(_("Legal notice"), "wagtail_serve", "mentions-legales/"),
    Link(_("Privacy"), "wagtail_serve", "confidentialite/"),
    Link(_("Accessibility: partly compliant, not audited yet"), "wagtail_serve", "accessibilite/"),
    Link(_("Terms of use"), "wagtail_serve", "conditions/"),
    Link(_("Licence of the content"), "wagtail_serve", "licence/"),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """Reads settings and the address only: public pages stay the same for everyone."""
    return {
        "DEMO": settings.DEMO,
        "navigation": [replace(link, seen_from=request.path) for link in NAVIGATION],
        "footer_links": FOOTER,
        "source_code_url": settings.SOURCE_CODE_URL,
        "version": settings.MAILLAGE_VERSION,
    }
