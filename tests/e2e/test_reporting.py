"""« Signaler »: three touches without account, with and without scripts; then the animator."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from contributions.reporting.limits import WITH_ACCOUNT
from tests.e2e.conftest import Site
from tests.e2e.people import open_item, sign_in
from tests.e2e.test_accessibility import LOOKS, violations

pytestmark = pytest.mark.e2e

# Faster than this is no person: it would be marked.
A_MOMENT = 3_200


def look(page: Page, pictures: Path, name: str) -> None:
    """Nothing for axe to say, no sideways scroll, and a picture."""
    assert violations(page) == [], name
    sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert sideways <= 0, f"{name} scrolls sideways"
    page.screenshot(path=pictures / f"report-{name}.png", full_page=True)


def start(page: Page, path: str) -> None:
    """The first touch."""
    page.goto(path)
    page.locator("main a[href$='/signaler/']").click()
    page.wait_for_url("**/signaler/")


@pytest.mark.parametrize("kind", LOOKS)
def test_a_visitor_reports_in_three_touches(
    browser: Browser, site: Site, addresses: dict[str, str], pictures: Path, kind: str
) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR", **LOOKS[kind])
    page = context.new_page()
    start(page, addresses["offer"])
    look(page, pictures, f"1-form-{kind}")
    page.get_by_label("Les horaires sont faux").check()
    expect(page.locator("[data-reason=hours]")).to_be_visible()
    expect(page.locator("[data-reason=phone]")).to_be_hidden()
    look(page, pictures, f"2-hours-{kind}")
    page.get_by_label("Le délai d’attente est faux").check()
    page.wait_for_timeout(A_MOMENT)
    page.locator("main button[value=send]").click()
    page.wait_for_url("**/signaler/merci/")
    look(page, pictures, f"3-thanks-{kind}")
    page.goto(addresses["offer"])
    expect(page.locator(".reported")).to_contain_text("Le délai d’attente est peut-être faux")
    look(page, pictures, f"4-page-{kind}")
    assert context.cookies() == []
    context.close()


def test_a_mistake_in_the_form_keeps_what_was_typed(
    page: Page, addresses: dict[str, str], pictures: Path
) -> None:
    start(page, addresses["offer"])
    page.locator("[name=text]").fill("Le rideau était baissé mardi.")
    page.locator("main details summary").click()
    page.locator("[name=field]").select_option("summary")
    page.locator("main button[value=open]").click()
    expect(page.locator("[name=text]")).to_have_value("Le rideau était baissé mardi.")
    expect(page.locator("[name='value-summary']")).not_to_have_value("")
    look(page, pictures, "5-opened")


def test_a_visitor_corrects_without_javascript_and_the_animator_reads_it(
    browser: Browser, site: Site, addresses: dict[str, str], pictures: Path
) -> None:
    plain = browser.new_context(base_url=site.url, locale="fr-FR", java_script_enabled=False)
    page = plain.new_page()
    start(page, addresses["offer"])
    page.get_by_label("Les horaires sont faux").check()
    page.locator("[name='value-opening_hours']").fill("quand il fait beau")
    page.wait_for_timeout(A_MOMENT)
    page.locator("main button[value=send]").click()
    expect(page.locator(".errors")).to_be_visible()
    expect(page.locator("[name='value-opening_hours']")).to_have_value("quand il fait beau")
    page.screenshot(path=pictures / "report-6-mistake.png", full_page=True)
    page.locator("[name='value-opening_hours']").fill("Mo-Th 13:30-17:30")
    page.locator("[name=text]").fill("C’est affiché sur la porte.")
    page.locator("main button[value=send]").click()
    page.wait_for_url("**/signaler/merci/")
    page.goto(addresses["offer"])
    expect(page.locator(".reported")).to_contain_text("Les horaires sont peut-être faux")
    assert plain.cookies() == []
    plain.close()

    context = browser.new_context(base_url=site.url, locale="fr-FR")
    page = context.new_page()
    sign_in(page, site, "animatrice")
    page.goto("/moderation/")
    expect(page.locator("main")).to_contain_text("Erreurs signalées")
    look(page, pictures, "7-queue")
    page.goto("/signalements/")
    look(page, pictures, "8-list")
    page.locator("article h3 a").first.click()
    look(page, pictures, "9-item")
    page.locator("main summary", has_text="Répondre et clore").click()
    page.locator("[name=answer]").fill("Nous avons appelé : le délai est de trois semaines.")
    look(page, pictures, "10-answer")
    page.locator("main form[action$='/repondre/'] [type=submit]").click()
    page.wait_for_url("**/signalements/")
    expect(page.locator("main .notice, .messages .notice").first).to_be_visible()
    open_item(page, "C’est affiché sur la porte.")
    expect(page.locator("main")).to_contain_text("C’est affiché sur la porte.")
    look(page, pictures, "12-proposal")
    context.close()


def test_too_many_are_told_why_and_keep_their_words(
    browser: Browser, site: Site, addresses: dict[str, str], pictures: Path
) -> None:
    page = browser.new_context(base_url=site.url, locale="fr-FR").new_page()
    # An account has a limit of its own: that of the connection is for the other tests.
    sign_in(page, site, "conseillere")
    start(page, addresses["offer"])
    path = page.evaluate("location.pathname")
    for number in range(WITH_ACCOUNT[0][1]):
        form = {"reason": "other", "text": f"mot {number}"}
        page.request.post(path, form=form, max_redirects=0)
    page.get_by_label("Autre chose").check()
    page.locator("[name=text]").fill("La sonnette est cassée.")
    with page.expect_response("**/signaler/") as answer:
        page.locator("main button[value=send]").click()
    assert answer.value.status == 429
    expect(page.locator("[name=text]")).to_have_value("La sonnette est cassée.")
    look(page, pictures, "11-too-many")
