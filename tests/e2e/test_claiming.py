"""Somebody asks for the pages of their structure, by mail, by phone; every page seen by axe."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.people import sign_in
from tests.e2e.test_accessibility import violations

pytestmark = pytest.mark.e2e
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
# The outbox of the demo is looked at every few seconds.
MAIL_WITHIN = 60
# A structure of the Aveyron without owner, whose contact has stood there for two months.
PREPARE = """
from datetime import timedelta
from django.utils import timezone
from offers.models import Structure
s = Structure.objects.filter(home_territory__uid="fr:department:12", memberships=None)[{number}]
s.email, s.phone = "{email}", "+33565490012"
s.save_because("import", by=None)
s.history.update(history_date=timezone.now() - timedelta(days=60))
print(s.get_absolute_url())
"""
CHANGE = """
from offers.models import Structure
from offers.structures import publish_structure
s = Structure.objects.get(public_id="{public_id}")
publish_structure(structure=s, fields={{"phone": "+33565490099"}}, author=None)
"""


def prepare(site: Site, number: int) -> tuple[str, str]:
    """The path of a structure, and an address of its own."""
    email = f"contact{number}.{time.time_ns()}@structure.example"
    code = PREPARE.format(number=number, email=email)
    return site.manage("shell", "-v0", "-c", code).splitlines()[-1], email


def mail_to(site: Site, address: str) -> str:
    """The path of the link in the last message to the address."""
    end = time.monotonic() + MAIL_WITHIN
    while time.monotonic() < end:
        for path in sorted((site.folder / "mails").glob("*.log"), reverse=True):
            text = path.read_text(encoding="utf-8").replace("=\n", "").replace("=3D", "=")
            if f"To: {address}" in text and (found := re.search(rf"{site.url}(/\S+/)", text)):
                return found[1]
        time.sleep(1)
    raise AssertionError(f"nothing came to {address}")


def look(page: Page, pictures: Path, name: str) -> None:
    """Nothing for axe to say in light, dark and narrow, no sideways scroll; and three pictures."""
    for way, size in (("large", WIDE), ("sombre", WIDE), ("320", NARROW)):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="dark" if way == "sombre" else "light")
        # Colours glide from one to the other.
        page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
        assert violations(page) == [], f"{name} {way}"
        sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert sideways <= 0, f"{name} scrolls sideways"
        page.screenshot(path=pictures / f"structure-{name}-{way}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def new_page(browser: Browser, site: Site) -> Page:
    return browser.new_context(base_url=site.url, locale="fr-FR").new_page()


def test_a_structure_is_claimed_by_mail_and_kept(
    browser: Browser, site: Site, pictures: Path
) -> None:
    address, email = prepare(site, 0)
    page = new_page(browser, site)
    sign_in(page, site, "conseillere")
    page.goto(address)
    page.locator("main a[href$='/c-est-la-mienne/']").click()
    look(page, pictures, "1-demander")
    press(page, "Demander ces pages")
    expect(page.locator(".errors")).to_be_visible()
    look(page, pictures, "2-refus")
    page.get_by_label("Envoyer un message").check()
    press(page, "Demander ces pages")
    expect(page.locator("main")).to_contain_text(email)
    look(page, pictures, "3-en-attente")

    link = mail_to(site, email)
    stranger = new_page(browser, site)
    stranger.goto(link)
    expect(stranger.get_by_role("button", name="Oui, c’est bien moi")).to_have_count(0)
    look(stranger, pictures, "4-lien-sans-compte")
    page.goto(link)
    look(page, pictures, "5-lien")
    press(page, "Oui, c’est bien moi")
    expect(page.locator(".notice--success").first).to_be_visible()
    look(page, pictures, "6-accordee")

    page.locator("main a[href$='/tableau-de-bord/']").click()
    look(page, pictures, "7-tableau-de-bord")
    page.locator("main a[href$='/membres/']").click()
    page.locator("[name=email]").fill("lea@structure.example")
    press(page, "Envoyer l’invitation")
    expect(page.locator("main")).to_contain_text("lea@structure.example")
    look(page, pictures, "8-membres")
    page.locator("main a[href$='/quitter/']").click()
    press(page, "Quitter")
    expect(page.locator(".errors")).to_be_visible()
    look(page, pictures, "9-quitter")

    colleague = new_page(browser, site)
    colleague.goto(mail_to(site, "lea@structure.example"))
    look(colleague, pictures, "10-invitation")
    sign_in(colleague, site, "structure")
    colleague.goto(mail_to(site, "lea@structure.example"))
    colleague.locator("main form [type=submit]").click()
    expect(colleague.locator("main")).to_contain_text("Nadia")


def test_a_structure_is_claimed_by_phone(browser: Browser, site: Site, pictures: Path) -> None:
    address, _email = prepare(site, 1)
    page = new_page(browser, site)
    sign_in(page, site, "conseillere")
    page.goto(address)
    page.locator("main a[href$='/c-est-la-mienne/']").click()
    name = page.locator("main header a").first.inner_text()
    page.get_by_label("Un animateur appelle").check()
    press(page, "Demander ces pages")
    look(page, pictures, "11-code")

    animator = new_page(browser, site)
    sign_in(animator, site, "animatrice")
    animator.goto("/structures/a-confier/")
    look(animator, pictures, "12-a-confier")
    animator.locator("main article", has_text=name).locator("a").first.click()
    press(animator, "Afficher le code")
    code = animator.locator("[role=status] strong").inner_text()
    look(animator, pictures, "13-decider")
    page.locator("[name=code]").fill("000000" if code != "000 000" else "111111")
    press(page, "Confirmer")
    expect(page.locator(".errors")).to_be_visible()
    page.locator("[name=code]").fill(code)
    press(page, "Confirmer")
    expect(page.locator("main .notice--success").first).to_be_visible()
    animator.goto("/structures/sans-personne/?quoi=never")
    look(animator, pictures, "14-sans-personne")


def test_a_changed_phone_is_put_back_by_the_old_address(
    browser: Browser, site: Site, pictures: Path
) -> None:
    address, email = prepare(site, 12)
    public_id = address.split("/")[2][:8]
    site.manage("shell", "-v0", "-c", CHANGE.format(public_id=public_id))
    page = new_page(browser, site)
    page.goto(mail_to(site, email))
    look(page, pictures, "15-contact-change")
    press(page, "Rétablir l’ancien contact")
    expect(page.locator(".notice--success")).to_be_visible()
    page.goto(address)
    expect(page.locator("main")).to_contain_text("05 65 49 00 12")


def test_a_reading_and_a_call_are_counted_without_a_cookie(browser: Browser, site: Site) -> None:
    offer = site.manage(
        "shell",
        "-v0",
        "-c",
        "from offers.models import PublicOffer;"
        "row = next(r for r in PublicOffer.objects.live() if any("
        "w['mode'] == 'phone' for w in r.data['engage_person']));"
        "print(row.get_absolute_url())",
    ).splitlines()[-1]
    context = browser.new_context(
        base_url=site.url, user_agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
    )
    page = context.new_page()
    page.route("tel:*", lambda route: route.abort())
    with page.expect_request("**/offres/compte/") as told:
        page.goto(offer)
    assert told.value.response().status == 204
    with page.expect_request("**/offres/compte/") as told:
        page.locator("main a[href^='tel:']").first.dispatch_event("click")
    assert told.value.response().status == 204
    assert context.cookies() == []
    context.close()
