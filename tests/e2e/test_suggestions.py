"""The problem box proposes while one types: by keys, by mouse, and never in an address."""

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.test_accessibility import LOOKS, RULES

pytestmark = pytest.mark.e2e
BOX = "#search-problem"
NEED = "Avoir une voiture ou un deux-roues"
SEE_OFFER = re.compile("Voir l’offre|See the offer")
SEE_STRUCTURE = re.compile("Voir la structure|See the structure")


def begin(page: Page, text: str, path: str = "/") -> Locator:
    """The options shown once the text is typed."""
    page.goto(path)
    page.locator(BOX).click()
    page.keyboard.type(text)
    page.locator("#search-problem-list [role=option]").first.wait_for()
    return page.locator("#search-problem-list [role=option]")


def active(page: Page) -> Locator:
    marked = page.locator(BOX).get_attribute("aria-activedescendant")
    return page.locator(f"#{marked}")


def test_a_need_chosen_by_keys_is_searched(page: Page) -> None:
    options = begin(page, "voit")
    box = page.locator(BOX)
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".search__box [role=status]").first).to_contain_text("suggestions")
    place = options.all_inner_texts().index(next(t for t in options.all_inner_texts() if NEED in t))
    for _ in range(place + 1):
        page.keyboard.press("ArrowDown")
    expect(active(page)).to_have_attribute("aria-selected", "true")
    expect(active(page)).to_contain_text("Besoin")
    page.keyboard.press("Enter")
    expect(box).to_have_value(NEED)
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?besoin=mobilite--acceder-a-un-vehicule*")
    expect(page.locator("main")).to_contain_text(NEED)


def test_writing_on_forgets_the_need_chosen(page: Page) -> None:
    begin(page, "voit")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[name=besoin]")).to_have_count(1)
    page.keyboard.type(" et mon loyer")
    expect(page.locator("[name=besoin]")).to_have_count(0)


def test_the_page_of_an_offer_is_one_key_away(page: Page, addresses: dict[str, str]) -> None:
    page.goto(addresses["offer"])
    title = page.locator("h1").inner_text()
    options = begin(page, title[:30])
    mine = options.filter(has_text=SEE_OFFER).first
    expect(mine.locator("svg use")).to_have_attribute("href", re.compile("icons.*#document"))
    page.keyboard.press("ArrowUp")
    expect(active(page)).to_contain_text(SEE_OFFER)
    page.keyboard.press("Enter")
    page.wait_for_url("**/offres/**")
    expect(page.locator("h1")).to_be_visible()


def test_a_structure_is_chosen_by_mouse(page: Page, addresses: dict[str, str]) -> None:
    page.goto(addresses["structure"])
    name = page.locator("h1").inner_text()
    options = begin(page, name[:20])
    options.filter(has_text=SEE_STRUCTURE).first.click()
    page.wait_for_url("**/structures/*-*/")


def test_escape_closes_and_enter_searches_what_is_written(page: Page) -> None:
    options = begin(page, "voiture")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(page.locator(BOX)).to_have_value("voiture")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?**")


def test_a_late_answer_is_not_shown(page: Page) -> None:
    """Whoever writes faster than the network sees what answers the last letters only."""
    asked: list[str] = []

    def slow(route: Any) -> None:
        asked.append(route.request.post_data)
        label = f"option {len(asked)}"
        answer = {"suggestions": [{"label": label, "value": label}]}
        if len(asked) == 1:
            page.wait_for_timeout(900)
        route.fulfill(json=answer)

    page.route("**/recherche/suggestions/", slow)
    page.goto("/")
    page.locator(BOX).click()
    page.keyboard.type("vo")
    page.wait_for_timeout(400)
    page.keyboard.type("iture")
    page.wait_for_timeout(1500)
    expect(page.locator("#search-problem-list [role=option]")).to_have_text(["option 2"])


def test_what_is_suggested_on_stands_in_no_address(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    begin(page, "voiture")
    posts = [one for one in asked if one.endswith("/recherche/suggestions/")]
    assert posts
    assert all(one.startswith("POST ") for one in posts)
    assert not any("voit" in one for one in asked)


def test_without_javascript_the_box_is_a_plain_field(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    assert page.locator(BOX).get_attribute("role") is None
    page.locator(BOX).fill("voiture")
    page.locator("form[role=search] [type=submit]").click()
    page.wait_for_url("**/recherche/?**")
    context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_no_fault_is_found_in_the_suggestions(
    browser: Browser, site: Site, pictures: Path, look: str
) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR", **LOOKS[look])
    page = context.new_page()
    begin(page, "voit")
    page.keyboard.press("ArrowDown")
    page.screenshot(path=pictures / f"suggestions-{look}.png")
    found = Axe().run(page, options=RULES).response["violations"]
    faults = [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    context.close()
    assert faults == []
    assert width <= 0, "the page scrolls sideways"
