"""The table of hard texts, written without looking at the resolver, over whole countries."""

import json
from pathlib import Path

import pytest
from django.db import transaction

from territories.describing import describe
from territories.loading import load_country
from territories.resolution import resolve_place

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).parent / "data" / "hard_places.jsonl"
ROWS = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").split("\n") if line]
THEMES = sorted({row["theme"] for row in ROWS})
FIRST_SUGGESTIONS = 3
# Rows we read otherwise than the table, why, and what we answer.
COLLECTIVITIES = "overseas collectivities have no communes here: their towns lead to them"
READ_OTHERWISE = {
    "Nouméa": (COLLECTIVITIES, "988"),
    "98800": (COLLECTIVITIES, "988"),
    "Papeete": (COLLECTIVITIES, "987"),
    "Saint-Léger": ("the one of Belgium has 3,000 people, the largest of France 632", "85034"),
}

# Our own doubts, which only whole countries can settle.
OURS = [
    ("01 Bourg", "choices", "fr:commune:01053"),
    ("Le Puy 43", "place", "fr:commune:43157"),
    ("clermont", "choices", "fr:commune:60157"),
    ("Boulogne", "choices", "fr:commune:92012"),
    ("Évry", "choices", "fr:commune:89162"),
    ("Mayenne", "choices", "fr:department:53"),
    ("Doubs", "place", "fr:department:25"),
    ("Lille", "place", "fr:commune:59350"),
    ("Lille Belgique", "place", "be:commune:13019"),
    ("Zwijndrecht", "place", "be:commune:46030"),
    ("11056", "choices", "be:commune:46030"),
    ("13001 Aix-en-Provence", "place", "fr:commune:13001"),
    ("Celles 50000", "place", "be:commune:57018"),
    ("Bruay", "choices", "fr:commune:62178"),
    ("Brive", "place", "fr:commune:19031"),
    ("Chamonix", "place", "fr:commune:74056"),
    ("Alsace", "place", "fr:region:44"),
    ("Quartier de la gare, Rodez", "place", "fr:commune:12202"),
    ("lieu dit le bourg 12340 Bozouls", "place", "fr:commune:12033"),
    ("45.7640, 4.8357", "place", "fr:commune:69123"),
    ("51.05, 3.72", "place", "be:commune:44021"),
]


@pytest.fixture(scope="module")
def whole_countries(django_db_setup, django_db_blocker):
    """Loaded once, and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_country(country="fr")
        load_country(country="be")
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("theme", THEMES)
def test_the_table(whole_countries, theme):
    rows = [row for row in ROWS if row["theme"] == theme and row["text"] not in READ_OTHERWISE]
    wrong = [(row["text"], told(row)) for row in rows if not is_right(row)]
    assert rows
    assert wrong == []


@pytest.mark.parametrize("text", READ_OTHERWISE)
def test_what_we_read_otherwise(whole_countries, text):
    reason, code = READ_OTHERWISE[text]
    assert describe(resolve_place(text).choices)[0]["code"] == code, reason


@pytest.mark.parametrize(("text", "kind", "first"), OURS)
def test_our_own_doubts(whole_countries, text, kind, first):
    found = resolve_place(text)
    assert (found.kind, found.choices[0].uid) == (kind, first)


def is_right(row):
    found = resolve_place(row["text"])
    if found.kind not in row.get("kind_any", [row["kind"]]):
        return False
    places = describe([found.place] if found.place else found.choices)
    codes = [code and code.upper() for code in row.get("code_any", [row["code"]])]
    if codes == [None]:
        return True
    looked_at = places[: FIRST_SUGGESTIONS if found.kind == "suggestions" else 1]
    levels = row.get("level_any", [row["level"]])
    return any(p["code"].upper() in codes and p["level"] in levels for p in looked_at)


def told(row):
    found = resolve_place(row["text"])
    return found.kind, [place["code"] for place in describe(found.choices[:4])]
