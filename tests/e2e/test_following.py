"""Following pages in the browser: as a person does it, and axe finds nothing on these pages."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.people import sign_in
from tests.e2e.test_accessibility import LOOKS, violations

pytestmark = pytest.mark.e2e
# Makes the notice that the page learns of, and prints where its mail is left.
_TELL = """
from accounts.models import User
from notifications.services import notify
notify(recipient=User.objects.get(email__startswith="conseillere@"), kind="proposal_conflict",
       key="e2e-{key}", path="/propositions/1/", params={{"title": "Garage"}})
"""
_LEAVE = """
from accounts.models import User
from notifications.unsubscribing import address_to_leave
print(address_to_leave(User.objects.get(email__startswith="conseillere@"), "digest", "weekly"))
"""


def member(browser: Browser, site: Site, **look: Any) -> tuple[BrowserContext, Page]:
    context = browser.new_context(base_url=site.url, locale="fr-FR", **look)
    page = context.new_page()
    sign_in(page, site, "conseillere")
    return context, page


def test_follows_a_page_then_hears_less_of_it_then_stops(
    browser: Browser, site: Site, addresses: dict[str, str]
) -> None:
    context, page = member(browser, site, java_script_enabled=False)
    page.goto(addresses["offer"])
    here = urlsplit(page.url).path  # another journey may have accepted another title
    page.locator("a[href*='/suivre/offer/']").click()
    page.locator("input[value=daily]").check()
    page.locator("main form").first.locator("[type=submit]").click()
    expect(page.locator(".messages")).to_contain_text("Vous suivez")
    page.goto("/mes-suivis/")
    link = page.locator(f"a[href='{here}']")
    followed = page.locator("main article").filter(has=link)
    followed.locator("select").select_option("weekly")
    followed.locator("button").first.click()
    expect(followed.locator("select")).to_have_value("weekly")
    followed.locator("button[value=stop]").click()
    expect(page.locator(".messages")).to_contain_text("Vous ne suivez plus")
    expect(followed).to_have_count(0)
    context.close()


def test_page_that_stays_open_learns_of_a_new_message(browser: Browser, site: Site) -> None:
    context, page = member(browser, site)
    page.goto("/aide/")
    page.wait_for_load_state("networkidle")
    hint = page.locator("[data-unread]")
    number = hint.locator("[aria-hidden]")
    before = int(number.text_content() or 0) if number.count() else 0
    site.manage("shell", "-v", "0", "-c", _TELL.format(key=uuid4()))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(number).to_have_text(str(before + 1))
    expect(hint).to_contain_text("nouveau")
    expect(hint).to_have_attribute("aria-live", "polite")
    context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_no_fault_is_found(
    browser: Browser, site: Site, addresses: dict[str, str], look: str, pictures: Any
) -> None:
    site.manage("shell", "-v", "0", "-c", _TELL.format(key=uuid4()))
    leave = site.manage("shell", "-v", "0", "-c", _LEAVE).splitlines()[-1]
    context, page = member(browser, site, **LOOKS[look])
    page.goto(addresses["territory"])
    page.locator("a[href*='/suivre/territory/']").click()
    faults = seen(page, pictures, f"follow-{look}")
    page.locator("main form").first.locator("[type=submit]").click()
    faults += seen(page, pictures, f"territory-{look}")
    page.goto("/mes-suivis/")
    faults += seen(page, pictures, f"follows-{look}")
    page.locator("form[action$='/flux/'] button").first.click()
    faults += seen(page, pictures, f"feed-{look}")
    page.goto("/mon-espace/")
    page.wait_for_load_state("networkidle")
    faults += seen(page, pictures, f"me-{look}")
    page.goto(leave)
    faults += seen(page, pictures, f"leave-{look}")
    page.locator("main form [type=submit]").click()
    faults += seen(page, pictures, f"left-{look}")
    context.close()
    assert faults == []


def seen(page: Page, pictures: Any, name: str) -> list[str]:
    """The faults of the page, and its picture."""
    page.screenshot(path=pictures / f"{name}.png", full_page=True)
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    wide = [f"{name} scrolls sideways by {width}"] if width > 0 else []
    return wide + [f"{name} {fault}" for fault in violations(page)]
