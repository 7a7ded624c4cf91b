"""People edit pages in a real browser: two at once, offline, without JavaScript, seen by axe."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.people import open_item, open_part, send, sign_in
from tests.e2e.test_accessibility import LOOKS, violations

pytestmark = pytest.mark.e2e
WHY = "La structure me l’a dit ce matin au téléphone."
SAVED = "Brouillon enregistré"


@pytest.fixture
def someone(browser: Browser, site: Site) -> Iterator[Any]:
    """Opens a browser of their own for a person, signed in."""
    contexts: list[BrowserContext] = []

    def made(key: str, **look: Any) -> Page:
        context = browser.new_context(base_url=site.url, locale="fr-FR", **look)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, site, key)
        return page

    yield made
    for context in contexts:
        context.close()


@pytest.fixture
def edit(addresses: dict[str, str]) -> str:
    return addresses["propose"]


def start(page: Page, address: str) -> None:
    """The page as it is on the site, whatever was left of an earlier test."""
    page.goto(address)
    if page.locator("button[value=drop]").count():
        page.locator("button[value=drop]").click()
        expect(page.locator("button[value=drop]")).to_have_count(0)


def write(page: Page, part: str, box: str, text: str) -> None:
    open_part(page, part)
    page.locator(f"main [name={box}]").fill(text)


def finish(page: Page) -> None:
    """From what changes to what was sent."""
    page.locator("[name=proposal_summary]").fill(WHY)
    send(page, "send")
    page.wait_for_url("**/propositions/**")


def accept(page: Page) -> None:
    """The animator accepts what says why."""
    open_item(page, WHY)
    page.locator("form[action*='/accepter/'] [type=submit]").click()
    page.wait_for_load_state()


def see_as_public(page: Page, edit: str) -> str:
    page.goto(edit.removesuffix("proposer/"))
    return page.locator("main").inner_text()


def test_two_people_on_one_page_at_the_same_time(someone: Any, edit: str, pictures: Path) -> None:
    """Disjoint fields: both kept. The same field: both texts on the screen, and one is chosen."""
    one, other, animator = someone("conseillere"), someone("structure"), someone("animatrice")
    for page in (one, other):
        start(page, edit)
    write(one, "bring", "documents", "Une pièce d’identité")
    write(one, "cost", "fee_detail", "Gratuit, caution de 10 €")
    expect(one.locator("[data-status]")).to_contain_text(SAVED)
    other.reload()
    expect(other.locator("main")).to_contain_text("écrit")
    write(other, "next", "what_next", "Une attestation est remise à la fin.")
    write(other, "cost", "fee_detail", "Gratuit, adhésion de 8 €")

    send(one, "preview")
    finish(one)
    accept(animator)
    send(other, "preview")
    conflict = other.locator("main")
    expect(conflict).to_contain_text("Gratuit, caution de 10 €")
    expect(conflict).to_contain_text("Gratuit, adhésion de 8 €")
    expect(conflict.locator(".dispute")).to_have_count(1)
    other.screenshot(path=pictures / "edition-conflit.png", full_page=True)
    other.locator("[name=fee_detail]").fill("Gratuit, caution de 10 € et adhésion de 8 €")
    expect(other.locator("#choice-fee_detail-edit")).to_be_checked()
    send(other, "preview")
    finish(other)
    accept(animator)
    seen = see_as_public(one, edit)
    assert "Une pièce d’identité" in seen
    assert "Une attestation est remise à la fin." in seen
    assert "Gratuit, caution de 10 € et adhésion de 8 €" in seen


def test_what_is_typed_offline_comes_back(someone: Any, edit: str) -> None:
    page = someone("conseillere")
    start(page, edit)
    page.context.set_offline(True)
    write(page, "simple", "simple_version", "Tapé dans le train, sans réseau.")
    expect(page.locator("[data-status]")).to_contain_text("gardé dans ce navigateur")
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(edit)
    box = page.locator("[name=simple_version]")
    assert box.input_value() != "Tapé dans le train, sans réseau."
    page.locator("[data-restore-yes]").click()
    expect(box).to_be_visible()
    expect(box).to_have_value("Tapé dans le train, sans réseau.")
    expect(page.locator("[data-status]")).to_contain_text(SAVED)
    page.reload()
    expect(box).to_have_value("Tapé dans le train, sans réseau.")
    expect(page.locator("[data-restore]")).to_be_hidden()
    start(page, edit)


def test_the_draft_is_saved_by_itself_when_the_network_comes_back(someone: Any, edit: str) -> None:
    page = someone("conseillere")
    start(page, edit)
    page.context.set_offline(True)
    write(page, "simple", "simple_version", "Tapé dans un tunnel.")
    expect(page.locator("[data-status]")).to_contain_text("gardé dans ce navigateur")
    page.context.set_offline(False)
    expect(page.locator("[data-status]")).to_contain_text(SAVED)
    start(page, edit)


def test_a_session_that_ends_while_typing_loses_nothing(
    someone: Any, site: Site, edit: str
) -> None:
    page = someone("conseillere")
    start(page, edit)
    page.context.clear_cookies(name="sessionid")
    write(page, "simple", "simple_version", "Tapé après la fin de la session.")
    expect(page.locator("[data-status]")).to_contain_text("Votre session a pris fin")
    page.locator("[data-status] button").click()
    page.wait_for_url("**/login/**")
    login = site.login("conseillere")
    form = page.locator("main form").first
    form.locator("[name=login]").fill(login["email"])
    form.locator("[name=password]").fill(login["password"])
    form.locator("[type=submit]").click()
    page.wait_for_url("**/proposer/")
    expect(page.locator("[name=simple_version]")).to_have_value("Tapé après la fin de la session.")
    expect(page.locator("[data-restore]")).to_be_hidden()
    start(page, edit)


def test_advice_follows_what_is_typed(someone: Any, edit: str) -> None:
    page = someone("conseillere")
    start(page, edit)
    write(page, "what", "what", "Le PLIE vous reçoit.")
    expect(page.locator(".advice")).to_contain_text("plan local pour l’insertion et l’emploi")
    start(page, edit)


def test_a_line_is_added_as_one_types(someone: Any, edit: str) -> None:
    page = someone("conseillere")
    start(page, edit)
    open_part(page, "contact")
    rows = page.locator("#contact .form__row")
    before = rows.count()
    empty = rows.nth(before - 1)
    empty.locator("[name$=-mode]").select_option("mail")
    empty.locator("[name$=-value]").fill("bonjour@mots-dolt.example")
    expect(rows).to_have_count(before + 1)
    send(page, "preview")
    expect(page.locator("main ins").first).to_contain_text("bonjour@mots-dolt.example")
    send(page, "edit")
    start(page, edit)


def test_editing_without_javascript(someone: Any, site: Site, browser: Browser, edit: str) -> None:
    page = someone("structure", java_script_enabled=False)
    start(page, edit)
    write(page, "hours", "opening_hours", "Mo-Th 08:30-11:30; PH off")
    send(page, "preview")
    expect(page.locator("main ins").first).to_be_visible()
    with page.context.expect_page() as opened:
        page.locator("button[value=page]").click()
    expect(opened.value.locator("main")).to_contain_text("Ceci est un aperçu")
    expect(opened.value.locator("main")).to_contain_text("8 h 30 à 11 h 30")
    send(page, "send")
    expect(page.locator("main .errors")).to_be_visible()
    send(page, "edit")
    expect(page.locator("[name=opening_hours]")).to_have_value("Mo-Th 08:30-11:30; PH off")
    start(page, edit)


def clash(page: Page, edit: str, site: Site, fee: str) -> None:
    """The page of somebody whose place was changed meanwhile, by whoever keeps the site."""
    start(page, edit)
    write(page, "cost", "fee_detail", f"Ma précision, {fee}")
    public_id = edit.split("/")[2]
    site.manage(
        "shell",
        "-c",
        "from offers.models import OfferPage; from offers.publishing import publish_one; "
        f"publish_one(offer=OfferPage.objects.get(public_id='{public_id}'), "
        f"fields={{'fee_detail': 'Leur précision, {fee}'}}, author=None)",
    )
    send(page, "preview")


@pytest.mark.parametrize("look", LOOKS)
def test_no_fault_is_found_on_any_step(
    someone: Any, site: Site, edit: str, look: str, pictures: Path
) -> None:
    page = someone("conseillere", **LOOKS[look])

    def no_fault(name: str, page: Page = page) -> None:
        faults = violations(page)
        assert faults == [], name
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, name
        page.screenshot(path=pictures / f"edition-{name}-{look}.png", full_page=True)

    start(page, edit)
    no_fault("page")
    for part in ("name", "place", "contact", "needs"):
        open_part(page, part)
    page.locator("[name=commune]").fill("Nulle-Part-sur-Rien")
    send(page, "preview")
    expect(page.locator("main .errors")).to_be_visible()
    no_fault("erreur")
    clash(page, edit, site, look)
    no_fault("conflit")
    page.locator("#choice-fee_detail-mine").check()
    send(page, "preview")
    no_fault("changements")
    with page.context.expect_page() as opened:
        page.locator("button[value=page]").click()
    opened.value.wait_for_load_state()
    no_fault("apercu", opened.value)
    send(page, "edit")
    start(page, edit)
