"""What people do in the browser, told in their words."""

import time
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site

# Seconds.
CODE_LASTS = 30


def search(page: Page, problem: str, place: str) -> None:
    page.goto("/")
    form = page.locator("form[role=search]").first
    form.locator("[name=probleme]").fill(problem)
    form.locator("[name=lieu]").fill(place)
    form.locator("[type=submit]").click()
    page.wait_for_url("**/recherche/?**")


def open_item(page: Page, said: str) -> None:
    """From the queue, the first proposal whose page says this."""
    page.goto("/moderation/")
    items = page.locator("a[data-item]").evaluate_all("links => links.map(link => link.href)")
    for address in items:
        page.goto(address)
        if said in page.locator("main").inner_text():
            return
    raise AssertionError(f"No proposal of the queue says « {said} ».")


# The cookies of those who signed in, by site and person.
_kept: dict[tuple[str, str], Any] = {}


def sign_in(page: Page, site: Site, key: str) -> None:
    """With the session they have already; else a password, then the one-time code of those who
    decide, which serves once in thirty seconds."""
    if kept := _kept.get((site.url, key)):
        page.context.add_cookies(kept)
        page.goto("/mon-espace/")
        if page.locator(".masthead__account a[href*='mon-espace']").count():
            return
        page.context.clear_cookies()
    _sign_in_anew(page, site, key)
    _kept[site.url, key] = page.context.cookies()


def _sign_in_anew(page: Page, site: Site, key: str) -> None:
    login = site.login(key)
    page.goto("/compte/login/")
    form = page.locator("main form").first
    form.locator("[name=login]").fill(login["email"])
    form.locator("[name=password]").fill(login["password"])
    form.locator("[type=submit]").click()
    if login["secret"]:
        page.wait_for_url("**/double-verification/authenticate/**")
        _give_code(page, site, login["email"])
    expect(page.locator(".masthead__account a[href*='mon-espace']")).to_be_visible()


def _give_code(page: Page, site: Site, email: str) -> None:
    """A code serves once: when this one has been used, wait for the next."""
    for _attempt in range(3):
        page.locator("[name=code]").fill(site.manage("demo_code", email))
        page.locator("main form").first.locator("[type=submit]").click()
        page.wait_for_load_state()
        if "double-verification" not in page.url:
            return
        time.sleep(CODE_LASTS - time.time() % CODE_LASTS + 1)


def sign_out(page: Page) -> None:
    """From a page that holds nothing open, once it has asked all that it asks as a member."""
    page.goto("/", wait_until="networkidle")
    page.context.clear_cookies()


def send(page: Page, act: str) -> None:
    page.locator(f"main button[name=act][value={act}]").click()


def open_part(page: Page, key: str) -> None:
    """The boxes of one part of the page that is edited."""
    page.locator(f"#{key} summary.button").click()


def offer_path(page: Page) -> str:
    """The address of the offer being read, without the host."""
    return page.evaluate("location.pathname")
