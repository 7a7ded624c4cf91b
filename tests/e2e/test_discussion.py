"""Two people talk about a page, with and without JavaScript; axe finds nothing on what they see."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.people import sign_in, sign_out
from tests.e2e.test_accessibility import LOOKS, violations

pytestmark = pytest.mark.e2e

SUBJECT = "Est-ce encore ouvert le samedi ?"


@pytest.fixture(params=["with", "without"])
def person(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    """A page in a browser with JavaScript, then in one without."""
    context = browser.new_context(
        base_url=site.url, locale="fr-FR", java_script_enabled=request.param == "with"
    )
    yield context.new_page()
    context.close()


def start(page: Page, offer: str, subject: str) -> str:
    """From the page of the offer to a new discussion; its address."""
    page.goto(offer)
    page.locator("main a[href$='/discussion/']").click()
    page.locator("[name=subject]").fill(subject)
    page.locator("[name=body]").fill(f"{subject}\n\nVoir https://exemple.fr/horaires.")
    page.locator("main form").last.locator("[type=submit]").click()
    expect(page.locator("h1")).to_have_text(subject)
    return re.sub(r"^https?://[^/]+", "", page.url)


def answer(page: Page, thread: str, text: str) -> None:
    page.goto(thread)
    page.locator("[name=body]").fill(text)
    page.locator("section[aria-labelledby=answer] form").first.locator("[type=submit]").click()
    expect(page.locator(".posts").get_by_text(text)).to_be_visible()


def test_a_discussion_from_end_to_end(
    person: Page, site: Site, addresses: dict[str, str], request: pytest.FixtureRequest
) -> None:
    subject = f"{SUBJECT} ({request.node.callspec.params['person']})"
    sign_in(person, site, "conseillere")
    thread = start(person, addresses["offer"], subject)
    link = person.locator(".said a")
    expect(link).to_have_attribute("rel", "nofollow ugc noopener")
    sign_out(person)
    person.goto(addresses["offer"])
    person.locator("main a[href$='/discussion/']").click()
    # She is confirmed in her department: visitors read her too.
    expect(person.get_by_text(subject).first).to_be_visible()
    sign_in(person, site, "animatrice")
    answer(person, thread, "Oui, le matin : je viens de les appeler.")
    first = person.locator(".posts > li").first
    first.locator("summary").click()
    first.locator("select").select_option("off_topic")
    first.locator("details [type=submit]").click()
    expect(person.locator(".posts > li").first).to_contain_text("Masqué par")
    person.locator(".posts > li").first.get_by_role("button", name="L’afficher à nouveau").click()
    expect(person.get_by_text("Masqué par")).to_have_count(0)
    person.get_by_role("button", name="C’est résolu").click()
    expect(person.get_by_text("Résolue par")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_no_fault_is_found(
    browser: Browser, site: Site, addresses: dict[str, str], look: str, pictures: Path
) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR", **LOOKS[look])
    page = context.new_page()
    sign_in(page, site, "conseillere")
    thread = start(page, addresses["offer"], f"{SUBJECT} ({look})")
    page.goto("/mes-propositions/")
    proposal = page.locator("article h2 a").first.get_attribute("href")
    edit = page.goto(thread) and page.locator("a[href$='/modifier/']").first.get_attribute("href")
    place = f"/offres/{addresses['propose'].split('/')[2]}/discussion/"
    seen = {"fil": thread, "fils": place, "proposition": proposal, "changer": edit}
    faults = look_at(page, {**seen, "mes-contributions": "/mes-propositions/"}, look, pictures)
    sign_out(page)
    faults += look_at(page, {"fils-visiteur": place}, look, pictures)
    sign_in(page, site, "animatrice")
    faults += look_at(page, {"fil-animatrice": thread}, look, pictures)
    context.close()
    assert faults == []


def look_at(page: Page, seen: dict[str, str | None], look: str, pictures: Path) -> list[str]:
    """Faults of each page, and whether it scrolls sideways; a picture of each is kept."""
    faults = []
    for name, path in seen.items():
        page.goto(path or "")
        page.screenshot(path=pictures / f"discussion-{name}-{look}.png", full_page=True)
        faults += [f"{name} {fault}" for fault in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            faults.append(f"{name} scrolls sideways")
    return faults
