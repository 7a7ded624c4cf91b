"""The pages of moderation beside the queue and the item: sound however they are looked at."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Site
from tests.e2e.people import sign_in
from tests.e2e.proposals import bring_one
from tests.e2e.test_accessibility import LOOKS, violations

pytestmark = pytest.mark.e2e

PAGES = (
    "/moderation/textes/",
    "/moderation/confiance/",
    "/moderation/blocages/",
    "/moderation/protections/",
    "/moderation/controles/",
    "/moderation/signales/",
    "/moderation/publie-directement/",
    "/moderation/roles/",
    "/moderation/recours/",
)
# From a list to the first of what it lists.
INSIDE = {
    "/moderation/confiance/": r"/moderation/confiance/\d+/",
    "/moderation/roles/": r"/moderation/roles/\d+/",
    "/moderation/recours/": r"/recours/[0-9a-f-]{36}/",
}


def first_link(page: Page, pattern: str) -> str:
    links = page.locator("main a").evaluate_all("all => all.map(one => one.pathname)")
    return next(path for path in links if re.fullmatch(pattern, path))


def about_an_item(page: Page) -> list[str]:
    """Blocking its author, taking text off it, saying it otherwise."""
    page.goto("/moderation/")
    item = page.locator("[data-live-item]").first.get_attribute("data-live-item")
    return [
        f"/moderation/bloquer/?proposition={item}",
        f"/moderation/textes/retirer/propositions/{item}/",
    ]


def faults_of(page: Page, path: str) -> list[str]:
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    faults = violations(page)
    if page.evaluate("document.documentElement.scrollWidth - window.innerWidth") > 0:
        faults.append("scrolls sideways")
    return [f"{path} {fault}" for fault in faults]


@pytest.mark.parametrize("look", LOOKS)
def test_no_fault_is_found(browser: Browser, site: Site, look: str) -> None:
    bring_one(site)
    context = browser.new_context(base_url=site.url, locale="fr-FR", **LOOKS[look])
    page = context.new_page()
    sign_in(page, site, "animatrice")
    faults = [fault for path in about_an_item(page) for fault in faults_of(page, path)]
    for path in PAGES:
        faults += faults_of(page, path)
        if path in INSIDE:
            faults += faults_of(page, first_link(page, INSIDE[path]))
    context.close()
    assert faults == []
