"""Public pages are light, still, and ask nobody else for anything."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import Site

pytestmark = pytest.mark.e2e
FIRST_LOAD = 100_000
SHIFT = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) moved += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(moved), 300);
})"""


@pytest.mark.parametrize("kind", ["home", "offer", "results", "need", "territory", "structures"])
def test_a_first_visit_is_light_still_and_private(
    browser: Browser, site: Site, addresses: dict[str, str], kind: str
) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR")
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(addresses[kind], wait_until="networkidle")
    weight = page.evaluate(
        "[...performance.getEntriesByType('navigation'),"
        " ...performance.getEntriesByType('resource')]"
        ".reduce((sum, entry) => sum + entry.transferSize, 0)"
    )
    moved = page.evaluate(SHIFT)
    context.close()
    assert hosts == {site.url.split("/")[2]}
    assert weight < FIRST_LOAD
    assert moved < 0.01
