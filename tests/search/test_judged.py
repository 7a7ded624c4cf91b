"""The judged queries speak of offers that any demo holds, in grades that mean something."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import search
from home.demo.written import FOLDERS, rows_of

JUDGED = Path(search.__file__).parent / "data/judged.jsonl"


@pytest.fixture(scope="module")
def judged() -> list[dict[str, Any]]:
    return [json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines()]


def test_there_are_enough_different_queries(judged: list[dict[str, Any]]) -> None:
    assert len({row["id"] for row in judged}) == len(judged) >= 120
    assert len({(row["text"], row["place"]) for row in judged}) == len(judged)


def test_every_key_is_an_offer_of_the_demo(judged: list[dict[str, Any]]) -> None:
    written = {row["key"] for folder in FOLDERS for row in rows_of(folder, "offers")}
    places = {f"mediation-numerique--{row['id']}" for row in rows_of("digital-help", "places")}
    assert {key for row in judged for key in row["grades"]} <= written | places


def test_every_grade_is_used_and_none_other(judged: list[dict[str, Any]]) -> None:
    grades = Counter(grade for row in judged for grade in row["grades"].values())
    assert set(grades) == {0, 1, 2, 3}
