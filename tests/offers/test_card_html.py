"""The card of an offer is drawn without a template: the same page comes out."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils.translation import override

from offers.card_html import card_html
from offers.distances import distance_text

# What each card must be, as a template of Django would draw it.
CARD = (Path(__file__).parent / "data" / "card.html").read_text(encoding="utf-8")
LEAST = {"url": "/offres/abcd2345-un-garage/", "title": "Un garage", "distance_km": None}
FULL = {
    **LEAST,
    "structure": "Garage <du> Causse & fils",
    "place": "Rodez",
    "distance_km": 4.5,
    "fee": "5 € par jour",
    "summary": "Réparer l'auto « soi-même » {sans} <script>alert(1)</script>",
    "why": "Répond à “Avoir une voiture” · à 4 km",
    "needs": ["Avoir une voiture", "Passer le permis d'abord"],
    "availability": "limited",
    "availability_note": "dès le 3 <mai>",
    "freshness": "ageing",
    "freshness_text": "Vérifié il y a 4 mois",
}
CARDS: list[dict[str, Any]] = [
    LEAST,
    FULL,
    {**FULL, "distance_km": 0.2, "availability": "unknown", "freshness": "never"},
    {**FULL, "distance_km": 1234.4, "availability": "", "why": "", "structure": ""},
    {**FULL, "place": "", "needs": [], "freshness": "stale", "availability": "full"},
    {**FULL, "distance_km": None, "summary": "", "freshness": "", "availability": "open"},
]


def normal(html: str) -> str:
    """Whitespace beside a tag of a block, or a list's, is not seen."""
    return re.sub(r"\s*(</?(?:article|h3|ul|li|p)\b[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", html))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("card", CARDS)
def test_the_card_is_as_a_template_would_draw_it(card, language) -> None:
    with override(language):
        expected = engines["django"].from_string(CARD).render(card)
        assert normal(card_html(**card)) == normal(expected)
        assert normal(render_to_string("components/card.html", card)) == normal(expected)


def test_a_list_of_cards() -> None:
    template = engines["django"].from_string("{% load cards %}{% card_list cards %}")
    drawn = template.render({"cards": CARDS})
    items = "".join(f"<li>{card_html(**card)}</li>" for card in CARDS)
    assert drawn == f'<ul class="results">{items}</ul>'


def test_the_words_of_a_card_follow_the_reader() -> None:
    drawn = {}
    for language in ("fr", "en", "fr"):
        with override(language):
            drawn[language] = card_html(**FULL)
    assert "Why this one:" in drawn["en"]
    assert "Why this one:" not in drawn["fr"]


@pytest.mark.parametrize(
    ("kilometres", "said"),
    [
        (0.99, "less than 1 km away"),
        (1, "1 km away"),
        (2.5, "3 km away"),
        (1234.4, "1,234 km away"),
    ],
)
def test_a_distance_is_told_to_the_nearest_kilometre(kilometres, said) -> None:
    with override("en"):
        assert distance_text(kilometres) == said
