"""Two animators at once, in two browsers: who looks at what, with sockets and without."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.people import sign_in
from tests.e2e.proposals import bring_one

pytestmark = pytest.mark.e2e

# Asked every half minute without sockets: this soon, a hint came.
SOON_MS = 8_000
AWA = re.compile("Awa.* examine cette proposition")
NO_SOCKETS = "window.WebSocket = class { constructor() { throw new Error('closed'); } };"


@contextmanager
def at_the_desk(browser: Browser, site: Site, key: str, script: str = "") -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, locale="fr-FR")
    if script:
        context.add_init_script(script)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    sign_in(page, site, key)
    yield page
    context.close()
    # Chromium tells of any answer in 400: somebody else looks at the item already.
    assert not [one for one in said if "409 (Conflict)" not in one]


def holder(page: Page, uuid: str) -> Locator:
    return page.locator(f"[data-live-item='{uuid}'] [data-live-holder]").first


def first_item(page: Page) -> str:
    """That nobody looks at: another test may have left one open."""
    page.goto("/moderation/")
    free = page.locator("[data-live-item]:has([data-live-holder][hidden])")
    return free.first.get_attribute("data-live-item") or ""


def test_what_one_looks_at_the_other_sees_at_once(browser: Browser, site: Site) -> None:
    """The queue of the one stays open while the other opens an item, then leaves it."""
    bring_one(site)
    with (
        at_the_desk(browser, site, "animatrice") as awa,
        at_the_desk(browser, site, "admin") as other,
    ):
        uuid = first_item(awa)
        other.goto(f"/moderation/{uuid}/")
        expect(holder(other, uuid)).to_have_text("Vous l’examinez")
        awa.goto("/moderation/")
        expect(holder(awa, uuid)).to_contain_text("Administration examine", timeout=SOON_MS)
        other.goto("/moderation/")
        expect(holder(awa, uuid)).to_be_hidden(timeout=SOON_MS)
        awa.goto(f"/moderation/{uuid}/")
        expect(holder(awa, uuid)).to_have_text("Vous l’examinez")
        other.goto(f"/moderation/{uuid}/")
        expect(holder(other, uuid)).to_have_text(AWA)
        awa.goto("/moderation/")
        expect(holder(other, uuid)).not_to_have_text(AWA, timeout=SOON_MS)


def test_without_sockets_the_page_asks_by_itself(browser: Browser, site: Site) -> None:
    bring_one(site)
    with (
        at_the_desk(browser, site, "animatrice", NO_SOCKETS) as watching,
        at_the_desk(browser, site, "animatrice") as acting,
    ):
        uuid = first_item(acting)
        watching.clock.install()
        watching.goto("/moderation/")
        expect(holder(watching, uuid)).to_be_hidden()
        acting.goto(f"/moderation/{uuid}/")
        expect(holder(acting, uuid)).to_have_text("Vous l’examinez")
        watching.clock.run_for(31_000)
        expect(holder(watching, uuid)).to_have_text("Vous l’examinez")
