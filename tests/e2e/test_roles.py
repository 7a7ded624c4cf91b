"""A territory administrator names somebody, prolongs and takes back; every page seen by axe."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Site
from tests.e2e.people import sign_in
from tests.e2e.test_claiming import look, new_page, press

pytestmark = pytest.mark.e2e


def test_an_administrator_names_prolongs_and_takes_back(
    browser: Browser, site: Site, pictures: Path
) -> None:
    page = new_page(browser, site)
    sign_in(page, site, "departement")
    page.goto("/mon-espace/")
    page.get_by_role("link", name="Qui anime quoi").click()
    look(page, pictures, "roles-1-liste")
    page.get_by_role("link", name="Nommer une personne").click()
    expect(page.get_by_label("Territoire")).to_have_value("Rhône")
    page.get_by_label("Adresse électronique de la personne").fill("personne@nulle.example")
    press(page, "Donner ce rôle")
    expect(page.locator(".errors")).to_be_visible()
    look(page, pictures, "roles-2-refus")
    page.get_by_label("Adresse électronique de la personne").fill(
        site.login("conseillere")["email"]
    )
    page.get_by_label("Territoire").fill("Villeurbanne")
    press(page, "Donner ce rôle")
    expect(page.locator("h1")).to_contain_text("Nadia")
    expect(page.locator("main")).to_contain_text("Villeurbanne")
    look(page, pictures, "roles-3-role")
    press(page, "Changer le dernier jour")
    expect(page.locator("main")).to_contain_text("Dernier jour changé")
    page.get_by_label("Message à la personne").fill("Merci d’avoir essayé.")
    press(page, "Reprendre ce rôle")
    expect(page.locator(".card__badges")).to_contain_text("Repris")
    expect(page.get_by_role("button", name="Reprendre ce rôle")).to_have_count(0)
    look(page, pictures, "roles-4-repris")
