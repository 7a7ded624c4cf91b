"""Why it was refused, an appeal, what the public sees, a desk: in a real browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.people import sign_in
from tests.e2e.test_accessibility import LOOKS, violations

pytestmark = pytest.mark.e2e

DESK = "/territoires/fr:department:12/tableau-de-bord/"
PUBLIC = (
    "/transparence/",
    "/transparence/?territoire=fr:department:12",
    "/transparence/journal/",
)
REASON = "Le Point Droit m’a bien demandé 20 € au deuxième rendez-vous, j’ai le reçu."


def faults_of(page: Page, path: str) -> list[str]:
    page.goto(path)
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    sideways = ["scrolls sideways"] if width > 0 else []
    return [f"{path} {fault}" for fault in (*violations(page), *sideways)]


@pytest.mark.parametrize("look", LOOKS)
def test_the_public_pages_have_no_fault(browser: Browser, site: Site, look: str) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR", **LOOKS[look])
    page = context.new_page()
    faults = [fault for path in PUBLIC for fault in faults_of(page, path)]
    context.close()
    assert faults == []


def test_the_desk_has_no_fault(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR")
    page = context.new_page()
    sign_in(page, site, "animatrice")
    paths = (DESK, f"{DESK}a-verifier/", "/moderation/recours/")
    faults = [fault for path in paths for fault in faults_of(page, path)]
    page.set_viewport_size({"width": 320, "height": 800})
    faults += [fault for path in paths for fault in faults_of(page, path)]
    context.close()
    assert faults == []


def test_who_is_refused_reads_why_and_appeals(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR")
    page = context.new_page()
    sign_in(page, site, "conseillere")
    page.goto("/mes-propositions/?etat=refusees")
    page.locator("main article h2 a").first.click()
    page.locator("main a[href$='/pourquoi/']").first.click()
    faults = faults_of(page, page.url)
    assert page.locator("#own-text").input_value().strip()
    appeal = page.locator("main a[href$='/recours/']")
    if appeal.count():
        appeal.first.click()
        faults += faults_of(page, page.url)
        page.locator("[name=text]").fill("non")
        page.locator("main form [type=submit]").first.click()
        expect(page.locator("main .field--invalid")).to_be_visible()
        faults += violations(page)
        page.locator("[name=text]").fill(REASON)
        page.locator("main form [type=submit]").first.click()
        expect(page.locator("main")).to_contain_text(REASON)
    faults += violations(page)
    context.close()
    assert faults == []
