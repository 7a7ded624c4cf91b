"""The main journey, end to end, on real places and offers, with its screenshots."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.people import open_item, open_part, search, send, sign_in, sign_out
from tests.e2e.proposals import bring_one

pytestmark = pytest.mark.e2e
PROBLEM = "je n'ai pas de voiture pour aller travailler"
NEED = "Avoir une voiture ou un deux-roues"
NEW_SUMMARY = "Une voiture assurée, le temps de tenir un emploi mal desservi par les bus."
WHY = "Le garage m’a dit ce matin que l’assurance est comprise."


def test_from_a_problem_to_a_usable_contact_in_three_actions(page: Page, pictures: Path) -> None:
    search(page, PROBLEM, "Rodez")
    expect(page.locator("main")).to_contain_text(NEED)
    first = page.locator(".results .card").first
    expect(first.locator(".why")).to_contain_text(NEED)
    page.screenshot(path=pictures / "1-resultats.png", full_page=True)
    first.locator("h3 a, h2 a").first.click()
    expect(
        page.locator(".contact a[href^='tel:'], .contact a[href^='mailto:']").first
    ).to_be_visible()
    page.screenshot(path=pictures / "2-offre.png", full_page=True)


def test_nothing_typed_stands_in_an_address(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers}"))
    search(page, "mon mari me frappe", "Rodez")
    assert asked
    assert not any("mari" in text or "frappe" in text for text in asked)


def test_the_journey_without_javascript(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    search(page, PROBLEM, "12000")
    page.locator(".results .card a").first.click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".contact a").first).to_be_visible()
    context.close()


def test_the_search_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class(re.compile("skip-link"))
    page.locator("[name=probleme]").first.focus()
    page.keyboard.type("je cherche à manger ce soir")
    page.keyboard.press("Tab")
    page.keyboard.type("Rodez")
    page.locator("#search-place-list [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?**")
    expect(page.locator(".results .card").first).to_be_visible()


def test_an_edit_is_proposed_accepted_and_signed_by_its_author(
    page: Page, site: Site, pictures: Path
) -> None:
    search(page, PROBLEM, "Rodez")
    page.locator(".results .card a").first.click()
    offer = page.evaluate("location.pathname")

    sign_in(page, site, "conseillere")
    page.goto(offer)
    page.locator("a[href*='/proposer/']").click()
    open_part(page, "name")
    page.locator("main [name=summary]").fill(NEW_SUMMARY)
    send(page, "preview")
    expect(page.locator("main ins").first).to_be_visible()
    page.locator("main [name=proposal_summary]").fill(WHY)
    page.screenshot(path=pictures / "3-proposition.png", full_page=True)
    send(page, "send")
    page.goto(offer)
    expect(page.locator("main")).not_to_contain_text(NEW_SUMMARY)
    sign_out(page)

    sign_in(page, site, "animatrice")
    page.goto("/moderation/")
    page.screenshot(path=pictures / "4-file.png", full_page=True)
    open_item(page, WHY)
    expect(page.locator("main ins").first).to_be_visible()
    page.screenshot(path=pictures / "5-decision.png", full_page=True)
    page.locator(
        "form[action*='/accepter/'] [type=submit], form[action*='accept'] [type=submit]"
    ).click()
    page.goto(offer)
    expect(page.locator("main")).to_contain_text(NEW_SUMMARY)
    page.locator("a[href*='/historique/']").click()
    expect(page.locator("main")).to_contain_text("Nadia, conseillère")
    expect(page.locator("main")).to_contain_text("Awa, animatrice")
    expect(page.locator("main")).to_contain_text(WHY)
    page.screenshot(path=pictures / "6-historique.png", full_page=True)
    sign_out(page)

    sign_in(page, site, "conseillere")
    page.goto("/mes-propositions/")
    expect(page.locator("main")).to_contain_text(WHY)
    _wait_for_mail(site, "conseillere@demo.example")


def test_a_refusal_says_why(page: Page, site: Site) -> None:
    why = bring_one(site)
    sign_in(page, site, "animatrice")
    open_item(page, why)
    page.locator("details summary", has_text=re.compile("Refuser|Refuse")).click()
    form = page.locator("form[action*='refus']")
    expect(form.locator("[name=reason]").first).to_be_visible()
    form.locator("[name=reason][value=not_confirmed]").check()
    form.locator("[name=message]").fill("J’ai appelé : les prix n’ont pas changé.")
    form.locator("[type=submit]").click()
    sign_out(page)
    sign_in(page, site, "conseillere")
    page.goto("/mes-propositions/")
    page.locator("article", has_text=why).locator("a").first.click()
    expect(page.locator("main")).to_contain_text("J’ai appelé")


def _wait_for_mail(site: Site, address: str) -> None:
    """The notice leaves by itself, held fifteen seconds so that an undo can stop it."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        mails = [path.read_text(errors="replace") for path in (site.folder / "mails").glob("*")]
        if any(address in mail for mail in mails):
            return
        time.sleep(2)
    pytest.fail("The author was not told by mail within a minute.")
