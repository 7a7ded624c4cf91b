"""An administrator brings in a directory: every step seen by axe, wide and on a telephone."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.people import sign_in
from tests.e2e.test_accessibility import violations

pytestmark = pytest.mark.e2e
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
# The worker of the demo looks for work every two seconds.
SOON = 60_000


def structure() -> dict[str, Any]:
    return {
        "id": "s1",
        "nom": "Le Relais des Gratte-Ciel",
        "date_maj": "2026-05-04",
        "code_insee": "69266",
        "commune": "Villeurbanne",
        "code_postal": "69100",
    }


def service(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"o{number}",
        "structure_id": "s1",
        "Intitulé": f"Atelier de cuisine de saison, groupe {number}",
        "description": f"On cuisine ensemble un repas simple, puis on le partage. Groupe {number}.",
        "thematiques": ["equipement-et-alimentation--alimentation"],
        "type": "atelier",
        "frais": "gratuit",
        "publics": ["tous-publics"],
        "modes_accueil": ["en-presentiel"],
        "zone_eligibilite": ["69"],
        "code_insee": "69266",
        "commune": "Villeurbanne",
        "code_postal": "69100",
        "date_maj": "2026-05-04",
        **changes,
    }


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    return path


def look(page: Page, pictures: Path, name: str) -> None:
    """Nothing for axe to say, no sideways scroll, at both widths; and two pictures."""
    for width, size in (("large", WIDE), ("320", NARROW)):
        page.set_viewport_size(size)
        assert violations(page) == [], f"{name} {width}"
        sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert sideways <= 0, f"{name} scrolls sideways"
        page.screenshot(path=pictures / f"import-{name}-{width}.png", full_page=True)
    page.set_viewport_size(WIDE)


def send_file(page: Page, path: Path, *, structures: Path | None = None) -> None:
    page.locator("[name=services]").set_input_files(path)
    if structures:
        page.locator("[name=structures]").set_input_files(structures)
    page.locator("form[enctype] [type=submit]").click()


def test_a_directory_is_imported_looked_at_changed_and_undone(
    browser: Browser, site: Site, pictures: Path, tmp_path: Path
) -> None:
    page = browser.new_context(base_url=site.url, locale="fr-FR").new_page()
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    sign_in(page, site, "departement")
    page.goto("/mon-espace/")
    page.locator("main a[href$='/imports/']").click()
    page.locator("main a[href$='/nouveau/']").click()
    look(page, pictures, "1-nouveau")
    # Several cards below: the browser is not to check what the site checks.
    page.locator("[name=services]").set_input_files(write(tmp_path / "vide.csv"))
    page.locator("form[enctype] [type=submit]").click()
    expect(page.locator(".errors")).to_be_visible()
    look(page, pictures, "2-refus")

    page.locator("[name=name]").fill("Relais du Rhône")
    page.locator("[name=licence]").fill("Licence Ouverte 2.0")
    page.locator("[name=territory]").select_option(label="Rhône")
    first = [service(n) for n in range(1, 32)]
    send_file(
        page, write(tmp_path / "un.jsonl", *first), structures=write(tmp_path / "s", structure())
    )
    page.wait_for_url("**/colonnes/")
    look(page, pictures, "3-colonnes")
    page.get_by_label("Intitulé", exact=True).select_option("nom")
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("#decide")).to_be_visible(timeout=SOON)
    look(page, pictures, "4-apercu")
    page.locator("button[formaction]").click()
    expect(page.locator("main a[href$='/defaire/']")).to_be_visible(timeout=SOON)
    look(page, pictures, "5-fait")

    page.goto("/imports/nouveau/")
    page.locator("[name=source]").select_option(label="Relais du Rhône")
    page.locator("[name=complete]").check()
    second = [
        service(1, frais="payant", frais_precisions="3 € le repas"),
        service(2, description="On cuisine à la main, sans four, puis on partage le repas. Venez."),
        service(3, structure_id="s11"),
        *(service(n) for n in range(4, 26)),
        service(40),
    ]
    send_file(page, write(tmp_path / "deux.jsonl", *second))
    expect(page.locator("#decide")).to_be_visible(timeout=SOON)
    page.locator("article summary").first.click()
    expect(page.locator("article ins").first).to_be_visible()
    look(page, pictures, "6-changements")
    page.locator("main .tabs a[href*='action=create']").click()
    with page.expect_response("**/lignes/"):
        page.locator("[name=keep]").first.uncheck()
    expect(page.locator("#to-write")).to_contain_text("8")
    page.locator("main .tabs a[href*='action=refuse']").click()
    expect(page.locator("main")).to_contain_text("s11")
    look(page, pictures, "7-refusees")
    page.locator("main .tabs a[href*='action=create']").click()
    expect(page.locator("[name=keep]").first).not_to_be_checked()
    page.locator("main .tabs a[href*='action=archive']").click()
    look(page, pictures, "8-absentes")
    page.locator("button[formaction]").click()
    expect(page.locator("main .notice--danger")).to_be_visible()
    look(page, pictures, "9-a-confirmer")
    page.locator("[name=confirm]").check()
    page.locator("button[formaction]").click()
    expect(page.locator("main a[href$='/defaire/']")).to_be_visible(timeout=SOON)
    page.locator("main a[href$='/defaire/']").click()
    look(page, pictures, "10-defaire")
    page.locator("[name=confirm]").check()
    page.locator("main form [type=submit]").click()
    expect(page.locator("main .notice").first).to_contain_text("8", timeout=SOON)
    look(page, pictures, "11-defait")
    page.goto("/imports/")
    expect(page.locator("main article", has_text="Relais du Rhône")).to_have_count(2)
    look(page, pictures, "12-liste")
    # The browser reports the two answers that refuse a form (422), and nothing else.
    assert [text for text in said if "422" not in text] == []


def test_an_import_without_javascript(browser: Browser, site: Site, tmp_path: Path) -> None:
    context = browser.new_context(base_url=site.url, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, "departement")
    page.goto("/imports/nouveau/")
    page.locator("[name=name]").fill("Sans script")
    page.locator("[name=territory]").select_option(label="Rhône")
    rows = [{**service(1), "nom": "Atelier de lecture à voix haute", "Intitulé": ""}]
    send_file(
        page, write(tmp_path / "un.jsonl", *rows), structures=write(tmp_path / "s", structure())
    )
    for _attempt in range(30):
        if page.locator("#decide").count():
            break
        page.wait_for_timeout(1000)
        page.locator("main a.button").first.click()
    page.locator("[name=keep]").first.uncheck()
    page.locator("button[value=save]").click()
    expect(page.locator("[name=keep]").first).not_to_be_checked()
    page.locator("form[action$='/abandonner/'] [type=submit]").click()
    expect(page.locator("main article")).not_to_have_count(0)
    context.close()
