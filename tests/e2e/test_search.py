"""A problem typed, its reading corrected, answers narrowed down, and help when it is urgent."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.people import search

pytestmark = pytest.mark.e2e
PROBLEM = "je dois passer le permis et je n'ai plus rien à manger"


def narrow(page: Page) -> None:
    """Chips corrected, the reason read, an order, a facet chosen; then every filter removed."""
    search(page, f"{PROBLEM}, à Lyon", "")
    chips = page.locator("main a.chip").filter(has_text="Retirer")
    expect(chips.filter(has_text="Lyon (Rhône)")).to_be_visible()
    before = chips.count()
    chips.filter(has_text="Passer son permis").click()
    expect(chips).to_have_count(before - 1)
    expect(page.locator(".results .card .why").first).to_contain_text("Répond à")

    page.locator(".refine__orders a").first.click()
    expect(page.locator(".refine__orders [aria-current]")).to_have_count(1)
    page.get_by_role("link", name="Affiner").click()
    expect(page.locator("details.refine")).to_have_attribute("open", "")
    expect(page.locator("details.refine")).to_be_in_viewport()
    option = page.locator(".refine__option").first
    wanted = re.sub(r"\s+", " ", option.inner_text()).split(" ")[0]
    option.click()
    expect(chips.filter(has_text=wanted)).to_be_visible()
    expect(page.locator(".refine__option[aria-current]")).to_have_count(1)
    page.get_by_role("link", name="Retirer tous les critères").click()
    expect(page.locator(".refine__option[aria-current]")).to_have_count(0)
    expect(page.locator("details.refine .refine__option").first).to_be_visible()


def test_answers_are_corrected_and_narrowed_down(page: Page) -> None:
    narrow(page)


def test_the_same_without_javascript(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR", java_script_enabled=False)
    narrow(context.new_page())
    context.close()


def test_urgent_help_stands_above_and_is_left_at_once(page: Page) -> None:
    search(page, "mon mari me frappe, j'ai peur", "Liège")
    box = page.locator(".safety")
    expect(box).to_be_visible()
    expect(box.locator("a[href='tel:112']")).to_be_visible()
    top, first = box.bounding_box(), page.locator(".results .card").first.bounding_box()
    assert top is not None
    assert first is not None
    assert top["y"] < first["y"]
    left: list[str] = []
    page.route("**/*", lambda route: left.append(route.request.url) or route.abort())
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    assert left
    assert not left[0].startswith("http://127.0.0.1")


def test_a_misspelt_word_is_put_right_with_a_way_back(page: Page) -> None:
    search(page, "je cherche un logemnet pas cher", "Lyon")
    expect(page.locator("main")).to_contain_text("logement pas cher")
    page.get_by_role("link", name="Chercher exactement ce que j’ai écrit").click()
    expect(page.locator("[name=probleme]").first).to_have_value("je cherche un logemnet pas cher")
