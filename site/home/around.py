"""What stands around the content of every page, put together once for each language."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

# A few languages, each with five states of the links, for members and visitors.
MOST_REMEMBERED = 100


@dataclass(frozen=True)
class Link:
    """A place of the site, by the name of its address; `argument` is the path of a guide."""

    label: Any
    view_name: str
    argument: str = ""

    @property
    def url(self) -> str:
        return reverse(self.view_name, args=[self.argument] if self.argument else [])


NAVIGATION = (
    Link(_("Needs"), "offers:needs"),
    Link(_("Territories"), "offers:territories"),
    Link(_("Structures"), "offers:structures"),
    Link(_("Add an offer"), "contributions:creating-start"),
    Link(_("Help"), "wagtail_serve", "aide/"),
)
FOOTER = (
    Link(_("Add an offer"), "contributions:creating-start"),
    Link(_("Needs without an answer"), "search:unmet"),
    Link(_("How moderation works"), "moderation:figures"),
    Link(_("Legal notice"), "wagtail_serve", "mentions-legales/"),
    Link(_("Privacy"), "wagtail_serve", "confidentialite/"),
    Link(_("Accessibility: partly compliant, not audited yet"), "wagtail_serve", "accessibilite/"),
    Link(_("Terms of use"), "wagtail_serve", "conditions/"),
    Link(_("Licence of the content"), "wagtail_serve", "licence/"),
)


def masthead(path: str, *, is_member: bool = False) -> str:
    """The main links, the one under which the page of this path lies being current, and the way in
    or to one's own page."""
    prefix = get_script_prefix()
    urls = _addresses(prefix)
    current = next((at for at, url in enumerate(urls) if path.startswith(url)), None)
    return _masthead(get_language() or "", prefix, current, is_member, settings.DEMO)


@cache
def looks() -> str:
    return render_to_string("home/_looks.html")


def footer() -> str:
    source = (settings.SOURCE_CODE_URL, settings.MAILLAGE_VERSION)
    return _footer(get_language() or "", get_script_prefix(), *source)


@lru_cache(MOST_REMEMBERED)
def _addresses(_script_prefix: str) -> list[str]:
    return [link.url for link in NAVIGATION]


@lru_cache(MOST_REMEMBERED)
def _masthead(
    language: str,
    _script_prefix: str,
    current: int | None,
    is_member: bool,  # noqa: FBT001 a key of what is remembered
    is_demo: bool,  # noqa: FBT001
) -> str:
    shown = {
        "links": NAVIGATION,
        "current": None if current is None else NAVIGATION[current],
        "is_member": is_member,
        "is_demo": is_demo,
    }
    with override(language):
        return render_to_string("home/_masthead.html", shown)


@lru_cache(MOST_REMEMBERED)
def _footer(language: str, _script_prefix: str, source_code_url: str, version: str) -> str:
    shown = {"links": FOOTER, "source_code_url": source_code_url, "version": version}
    with override(language):
        return render_to_string("home/_footer.html", shown)
