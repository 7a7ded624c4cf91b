"""Adding an offer from nothing, with a script and without, and what each screen looks like."""

import re
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site

pytestmark = pytest.mark.e2e
AXE = {"runOnly": ["RGAAv4", "wcag22aa"]}
PASSWORD = "une phrase de passe assez longue"
# The first screen is not taken from whoever sends it at once.
READ_SECONDS = 3.5
LOOKS = {
    "clair": {},
    "sombre": {"color_scheme": "dark"},
    "320": {"viewport": {"width": 320, "height": 640}},
}


def go_on(page: Page) -> None:
    page.locator("#screen button.button--large").click()


def tell_the_problem(page: Page, title: str) -> None:
    page.goto("/ajouter-une-offre/")
    began = time.monotonic()
    page.locator("[name=title]").fill(title)
    page.locator(
        "details", has=page.locator("[value='mobilite--acceder-a-un-vehicule']")
    ).last.locator("summary").click()
    page.locator("[value='mobilite--acceder-a-un-vehicule']").check()
    page.locator("#screen [name=commune]").fill("Rodez")
    page.wait_for_timeout(max(0.0, READ_SECONDS - time.monotonic() + began) * 1000)
    go_on(page)
    page.wait_for_url("**/service/")


def tell_the_service(page: Page, structure: str) -> None:
    page.locator("[name=structure_name]").fill(structure)
    page.locator("[name=what]").fill("On prête des vélos révisés, pour un mois.")
    go_on(page)
    page.wait_for_url("**/lieu/")


def tell_the_place(page: Page) -> None:
    page.get_by_label("Sur place", exact=True).check()
    page.locator("[name=opening_hours]").fill("du lundi au vendredi 9h-12h")
    page.locator("[name=person_phone]").fill("05 36 49 00 12")
    go_on(page)
    page.wait_for_url("**/envoi/")


def sign_up(page: Page, site: Site, email: str) -> None:
    page.locator("button[value=account_signup]").click()
    page.locator("[name=email]").fill(email)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.locator("[name=terms]").check()
    page.locator("main form").first.locator("[type=submit]").click()
    page.goto(_mailed(site, email))
    page.locator("main form [type=submit]").first.click()


def _mailed(site: Site, email: str) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for path in (site.folder / "mails").glob("*"):
            text = path.read_text(errors="replace").replace("=\n", "").replace("=3D", "=")
            found = re.search(r"https?://[^/\s]+(/compte/confirm-email/\S+)", text)
            if email in text and found:
                return found[1]
        time.sleep(1)
    pytest.fail("The address was never asked to be confirmed.")


def add_an_offer(page: Page, site: Site, *, title: str, email: str) -> None:
    """From the first screen to the thanks."""
    tell_the_problem(page, title)
    tell_the_service(page, "Les Cyclistes du Causse")
    tell_the_place(page)
    expect(page.locator("main")).to_contain_text(title)
    sign_up(page, site, email)
    page.wait_for_url("**/envoi/")
    page.locator("main button[value=send]").click()
    page.wait_for_url("**/envoyee/**")
    page.get_by_role("link", name="Voir ce que vous avez envoyé").click()
    expect(page.locator("main")).to_contain_text(title)


def test_an_offer_is_added_without_an_account(page: Page, site: Site) -> None:
    add_an_offer(page, site, title="Prêt de vélos du Causse", email="nour@demo.example")


def test_an_offer_is_added_without_a_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    add_an_offer(page, site, title="Prêt de vélos électriques", email="lina@demo.example")
    context.close()


def test_what_looks_alike_is_shown_while_typing(page: Page) -> None:
    page.goto("/territoires/fr:department:12/")
    title = page.locator(".results .card h3 a, .results .card h2 a").first.inner_text()
    page.locator(".results .card a").first.click()
    town = page.locator("article header .page-meta > span").last.inner_text()
    page.goto("/ajouter-une-offre/")
    page.locator("[name=title]").fill(title)
    page.locator("#screen [name=commune]").fill(town)
    expect(page.locator("[data-live=alike] article").first).to_contain_text(title)
    expect(page.locator("[data-live-status]")).not_to_be_empty()


@pytest.mark.parametrize("look", LOOKS)
def test_the_four_screens_are_accessible(
    browser: Browser, site: Site, pictures: Path, look: str
) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR", **LOOKS[look])
    page = context.new_page()
    found: dict[str, list[str]] = {}

    def see(name: str) -> None:
        page.screenshot(path=pictures / f"ajouter-{look}-{name}.png", full_page=True)
        seen = Axe().run(page, options=AXE).response["violations"]
        found[name] = [f"{one['id']} {one['nodes'][0]['html']}" for one in seen]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[name] += ["wider than the screen"] if wide else []

    page.goto("/ajouter-une-offre/")
    see("1-vide")
    page.wait_for_timeout(READ_SECONDS * 1000)
    page.locator("button[value=mobilite]").click()
    page.wait_for_url("**/besoin/")
    see("1-exemple")
    page.goto("/ajouter-une-offre/")
    tell_the_problem(page, "Location de voiture")
    see("2")
    go_on(page)
    see("2-erreurs")
    tell_the_service(page, "Les Cyclistes du Causse")
    see("3")
    go_on(page)
    see("3-erreurs")
    tell_the_place(page)
    see("4")
    context.close()
    assert found == {name: [] for name in found}
