import gzip
import re

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from home.style import components

TEMPLATES = settings.BASE_DIR / "templates"
INCLUDED_BY_OTHERS = {"field_notes", "ways_out"}


@pytest.fixture
def page(client, db) -> str:
    answer = client.get(reverse("home:style"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_component_is_shown(page: str) -> None:
    files = {file.stem for file in (TEMPLATES / "components").glob("*.html")}
    shown = {component.name for component in components()}
    assert files == shown | INCLUDED_BY_OTHERS
    assert all(f'id="component-{name}"' in page for name in shown)


def test_each_state_tells_the_line_that_draws_it(page: str) -> None:
    line = "{% include &quot;components/availability.html&quot; with level=&quot;full&quot; only %}"
    assert line in page


def test_a_wrong_field_says_so_beside_itself_and_above(page: str) -> None:
    assert 'aria-describedby="erreur_title_helptext erreur_title_error"' in page
    assert 'id="erreur_title_error"' in page
    assert 'href="#erreur_title"' in page


def test_is_kept_out_of_search_engines(page: str) -> None:
    assert '<meta name="robots" content="noindex">' in page


def test_posting_is_refused(client, db) -> None:
    assert client.post(reverse("home:style")).status_code == 405


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("components/*.html")), ids=lambda f: f.stem)
def test_a_component_documents_its_parameters(file) -> None:
    assert file.read_text(encoding="utf-8").startswith("{% comment %}")
    get_template(f"components/{file.name}")


@pytest.mark.parametrize(
    "file",
    sorted(TEMPLATES.rglob("*.html")),
    ids=lambda file: str(file.relative_to(TEMPLATES)),
)
def test_nothing_is_inline(file) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)", text)


def test_stylesheet_is_light() -> None:
    css = (settings.BASE_DIR / "static" / "maillage.css").read_bytes()
    assert len(gzip.compress(css)) < 12_000


def test_every_icon_named_is_drawn() -> None:
    drawn = set(re.findall(r'id="([\w-]+)"', (settings.BASE_DIR / "static/icons.svg").read_text()))
    needs = (settings.BASE_DIR / "offers/data/fr/needs.toml").read_text(encoding="utf-8")
    named = set(re.findall(r'^icon = "([\w-]+)"', needs, re.MULTILINE))
    for file in TEMPLATES.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        named |= set(re.findall(r'components/icon.html" with name="([\w-]+)"', text))
        named |= set(re.findall(r'\bicon="([\w-]+)"', text))
    assert named <= drawn
