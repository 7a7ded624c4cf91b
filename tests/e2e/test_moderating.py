"""An animator decides with the keyboard alone, in less than a minute an item; the pages are sound.

The minute is counted, not timed: 0.28 s a key and 1.35 s a decision (Card, Moran and Newell), 200
words a minute for all that the page shows, what stands in its boxes too, and what the machine made
them wait.
"""

import json
import re
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.people import sign_in
from tests.e2e.proposals import Asked, bring, bring_one
from tests.e2e.test_accessibility import LOOKS, violations

pytestmark = pytest.mark.e2e

KEY, DECISION, WORD = 0.28, 1.35, 60 / 200
MOST_SECONDS = 60
ITEMS = 10
# Fields in which a word more is still a good answer.
PROSE = ":is([name=title], [name=fee_detail], [name=documents], [name=access_conditions])"
# A box of the bar with what it holds, and all that opens beside the bar.
OPEN_ALL = """box => {
  for (const one of document.querySelectorAll("details:not(.desk__answer)")) one.open = true;
  box.open = true;
}"""

# With those of the demo, which no other test decides on, there are ten: titles, prices, lists, long
# texts.
_FIVE: list[Asked] = [
    ("av-location-voiture", {"fee_detail": "7 € par jour, 40 € la semaine"}, "Nouveaux tarifs."),
    ("av-abri-de-nuit", {"documents": ["Aucun document"]}, "On ne demande aucun papier."),
    ("av-loyer-en-retard", {"fee_detail": "Gratuit, sans adhésion"}, "Gratuit depuis janvier."),
    (
        "av-francais-adultes",
        {"access_conditions": "<p>Ouvert à tous les adultes.</p>"},
        "Précision utile aux personnes.",
    ),
    (
        "av-francais-adultes",
        {"title": "Cours de français à Rodez, le matin ou le soir"},
        "Un titre encore plus clair.",
    ),
]
_ONE: Asked = (
    "av-location-voiture",
    {"documents": ["Permis", "Carte d’identité"]},
    "Ils la demandent.",
)


@dataclass
class Counted:
    """What deciding on one item took."""

    keys: int = 0
    loads: int = 0
    words: int = 0
    waited: float = 0.0

    @property
    def seconds(self) -> float:
        return self.keys * KEY + DECISION + self.words * WORD + self.waited


@dataclass
class Hands:
    """Somebody who has a keyboard and nothing else."""

    page: Page
    items: list[Counted] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        if self.items:
            self.items[-1].keys += len(keys)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.items[-1].keys += len(text)

    def read(self) -> None:
        """All the words that this page shows, and those that stand in its boxes; an item that
        takes two pages is read on both."""
        said = self.page.locator("main").inner_text()
        boxes = self.page.locator("main :is(textarea, input[type=text]):visible").all()
        said = " ".join([said, *(box.input_value() for box in boxes)])
        self.items[-1].words += len(re.findall(r"\w+", said))

    def go(self, *keys: str) -> None:
        """Press what leads to another page, and wait for it."""
        self.read()
        began = time.monotonic()
        with self.page.expect_navigation():
            self.press(*keys)
        self.page.wait_for_load_state()
        self.items[-1].waited += time.monotonic() - began
        self.items[-1].loads += 1


def accept(hands: Hands) -> None:
    hands.go("a")


def ask(hands: Hands) -> None:
    hands.press("c", "1")
    hands.go("Enter")


def refuse(hands: Hands) -> None:
    hands.press("r", "2")
    hands.go("Enter")


def edit(hands: Hands) -> None:
    if not hands.page.locator("[data-key=e]").count():
        return accept(hands)
    hands.go("e")
    words = hands.page.locator(f"main form .field {PROSE}:visible")
    if words.count():
        words.first.focus()
        hands.press("End")
        hands.type(" (corrigé)")
    hands.page.locator("main form button[type=submit]").last.focus()
    hands.go("Enter")
    return None


def join(hands: Hands) -> None:
    if not hands.page.locator("[data-key=m]").count():
        return accept(hands)
    hands.press("m", "1")
    hands.go("Enter")
    return None


ACTS = (accept, ask, refuse, edit, join)


def test_ten_items_with_the_keyboard_alone(page: Page, site: Site, pictures: Path) -> None:
    """The counts of each item are left in var/desk.json."""
    bring(site, *_FIVE)
    sign_in(page, site, "animatrice")
    page.goto("/moderation/")
    hands = Hands(page)
    hands.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/moderation/[0-9a-f-]{36}/"))
    for number in range(ITEMS):
        here = page.url
        hands.items.append(Counted())
        ACTS[number % len(ACTS)](hands)
        assert page.url != here
        expect(page.locator(".messages .notice").first).to_be_visible()
        if number < ITEMS - 1:
            expect(page.locator("h1")).to_be_focused()
            expect(page.locator("p[data-said]")).not_to_be_empty()
    told = [{**asdict(one), "seconds": round(one.seconds, 1)} for one in hands.items]
    pictures.parent.joinpath("desk.json").write_text(json.dumps(told, indent=1))
    assert max(one.seconds for one in hands.items) < MOST_SECONDS


def test_a_decision_is_taken_back_and_the_keys_are_switched_off(page: Page, site: Site) -> None:
    bring(site, _ONE)
    sign_in(page, site, "animatrice")
    page.goto("/moderation/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/moderation/[0-9a-f-]{36}/"))
    first = page.locator("h1").inner_text()
    page.keyboard.press("r")
    page.keyboard.press("1")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("u")
    assert page.locator("h1").inner_text() == first
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    with page.expect_navigation():
        page.locator("#keys button[name=keys]").click()
    page.keyboard.press("r")
    expect(page.locator("#refuse")).not_to_have_attribute("open", "")
    page.keyboard.press("Control+a")
    with page.expect_navigation():
        page.locator("#keys summary").click()
        page.locator("#keys button[name=keys]").click()


@pytest.mark.parametrize("look", LOOKS)
def test_no_fault_is_found_at_the_desk(browser: Browser, site: Site, look: str) -> None:
    bring_one(site)
    context = browser.new_context(base_url=site.url, locale="fr-FR", **LOOKS[look])
    page = context.new_page()
    sign_in(page, site, "animatrice")
    page.goto("/moderation/")
    faults = violations(page)
    for box in page.locator("[name=item]").all()[:3]:
        box.check()
    with page.expect_navigation():
        page.locator("#batch [type=submit]").click()
    faults += violations(page)
    page.goto("/moderation/")
    with page.expect_navigation():
        page.locator("[data-item]").first.click()
    # Of the boxes of the bar one is open at a time.
    for box in page.locator(".desk__answer").all():
        box.evaluate(OPEN_ALL)
        faults += violations(page)
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    edit_link = page.locator("[data-key=e]")
    if edit_link.count():
        with page.expect_navigation():
            edit_link.click()
        faults += violations(page)
    context.close()
    assert faults == []
    assert width <= 0, "the page scrolls sideways"
