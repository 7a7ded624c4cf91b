"""What a page says of contacts and facts is drawn without a template: the same page comes out."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils.translation import override

# What each must be, as a template of Django would draw it.
DATA = Path(__file__).parent / "data"
HOSTILE = "<b> & 'x' \"y\" {z}"
EVERYTHING = {
    "title": HOSTILE,
    "phone": "+33536490012",
    "phone_text": "05 36 49 00 12",
    "email": "a&b@example.org",
    "address": f"12 rue {HOSTILE}",
    "map_url": "https://cartes.example/?a=1&b=2",
    "refer_url": "https://garage.example/fiche?x='1'",
    "refer_text": HOSTILE,
    "website": "https://garage.example/{a}",
    "note": HOSTILE,
    "on_request": True,
}
CONTACTS: list[dict[str, Any]] = [
    {},
    EVERYTHING,
    {**EVERYTHING, "map_url": "", "title": "", "refer_text": "", "phone_text": ""},
    *({name: value} for name, value in EVERYTHING.items()),
    *({**EVERYTHING, name: ""} for name in EVERYTHING),
]
FACTS: list[dict[str, Any]] = [
    {"label": HOSTILE, "value": HOSTILE, "icon": "user"},
    {"label": "Vide", "value": "", "icon": "user"},
    {"label": "Aucun", "value": [], "icon": "user", "is_list": True},
    {"label": "Horaires", "value": ["Lundi", HOSTILE], "icon": "clock", "is_list": True},
    {"label": "Site", "value": "ici & là", "url": "https://a.example/?a=1&b='2'"},
    {"label": "Lignes", "value": "une\ndeux & trois"},
]


def normal(html: str) -> str:
    """Whitespace beside a tag of a block is not seen."""
    tags = r"\s*(</?(?:a|bdi|dd|div|dl|dt|h2|p|section|span|strong|svg|use)\b[^>]*>)\s*"
    return re.sub(tags, r"\1", re.sub(r"\s+", " ", html)).strip()


def as_template(name: str, context: dict[str, Any]) -> str:
    source = (DATA / f"{name}.html").read_text(encoding="utf-8")
    return normal(engines["django"].from_string(source).render(context))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("contact", CONTACTS, ids=lambda said: "-".join(said))
def test_the_contact_is_as_a_template_would_draw_it(contact, language) -> None:
    with override(language):
        drawn = normal(render_to_string("components/contact.html", contact))
        assert drawn == as_template("contact", contact)


def test_the_facts_are_as_a_template_would_draw_them() -> None:
    drawn = normal(render_to_string("components/facts.html", {"facts": FACTS}))
    assert drawn == as_template("facts", {"facts": FACTS})
