"""axe (RGAA 4 and WCAG 2.2 AA) finds nothing on any public page, however it is looked at."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Site
from tests.e2e.people import sign_in
from tests.e2e.proposals import bring_one

pytestmark = pytest.mark.e2e
RULES = {"runOnly": ["RGAAv4", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 800}},
}
KINDS = (
    "home",
    "guide",
    "needs",
    "category",
    "need",
    "territories",
    "country",
    "territory",
    "commune",
    "structures",
    "structure",
    "offer",
    "hidden_offer",
    "imported_offer",
    "history",
    "history_who",
    "old_version",
    "compare",
    "compare_sides",
    "structure_history",
    "results",
    "narrowed",
    "no_results",
    "search",
    "style",
    "login",
    "signup",
    "password_reset",
    "not_found",
)


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_fault_is_found(
    browser: Browser, site: Site, addresses: dict[str, str], kind: str, look: str
) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR", **LOOKS[look])
    page = context.new_page()
    page.goto(addresses[kind])
    faults = violations(page)
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    context.close()
    assert faults == []
    assert width <= 0, "the page scrolls sideways"


@pytest.mark.parametrize("kind", ["home", "offer", "results", "narrowed", "territory", "style"])
def test_no_fault_is_found_from_right_to_left(
    browser: Browser, site: Site, addresses: dict[str, str], kind: str
) -> None:
    context = browser.new_context(base_url=site.url, locale="ar")
    page = context.new_page()
    page.goto("/ar" + addresses[kind])
    assert page.evaluate("document.documentElement.dir") == "rtl"
    faults = violations(page)
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    context.close()
    assert faults == []
    assert width <= 0, "the page scrolls sideways"


@pytest.mark.parametrize("kind", ["home", "offer", "results", "need", "structures"])
def test_no_fault_is_found_without_javascript(
    browser: Browser, site: Site, addresses: dict[str, str], kind: str
) -> None:
    """The page as a browser without scripts gets it, loaded again so that axe can run in it."""
    plain = browser.new_context(base_url=site.url, locale="fr-FR", java_script_enabled=False)
    page = plain.new_page()
    page.goto(addresses[kind])
    html = page.content()
    plain.close()
    context = browser.new_context(base_url=site.url, locale="fr-FR")
    page = context.new_page()
    page.route("**/recharge/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/recharge/")
    faults = violations(page)
    context.close()
    assert faults == []


@pytest.mark.parametrize("who", ["conseillere", "animatrice"])
def test_no_fault_is_found_in_the_pages_of_members(
    browser: Browser, site: Site, addresses: dict[str, str], who: str
) -> None:
    bring_one(site)
    context = browser.new_context(base_url=site.url, locale="fr-FR")
    page = context.new_page()
    sign_in(page, site, who)
    paths = ["/mon-espace/", "/mes-propositions/", "/compte/", "/compte/mes-donnees/"]
    paths.append(addresses["propose"] if who == "conseillere" else "/moderation/")
    faults = []
    for path in paths:
        page.goto(path)
        faults += [f"{path} {fault}" for fault in violations(page)]
    if who == "animatrice":
        page.locator("[aria-labelledby=proposals] h3 a").first.click()
        faults += violations(page)
    context.close()
    assert faults == []
