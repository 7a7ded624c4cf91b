"""The commands of the search: what an operator reads, and what a script reads on the last line."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search.models import SearchDocument
from tests.factories import CAR

pytestmark = pytest.mark.usefixtures("sayings")
PROBLEM = "je n'ai pas de voiture pour aller travailler"


def run(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_search_prints_one_json_object_last(offer) -> None:
    answer = json.loads(run("search", PROBLEM, "--near", "Rodez", "--json").splitlines()[-1])
    first = answer["needs"][0]
    assert first["id"] == CAR
    assert set(first) >= {"id", "label", "confidence", "evidence"}
    [hit] = answer["hits"]
    assert set(hit) >= {"title", "url", "needs", "distance_km", "why"}
    assert hit["title"] == offer.title
    assert hit["needs"] == [CAR]
    assert hit["distance_km"] < 1
    assert "voiture" in hit["why"]
    assert answer["rung"] == "all"
    assert answer["place"]["name"] == "Rodez"


def test_search_is_read_by_people_too(offer) -> None:
    text = run("search", PROBLEM, "--near", "Rodez")
    assert offer.title in text
    assert offer.get_absolute_url().split("-")[0] in text


@pytest.mark.parametrize("problem", ["", "\x00", "xqzt", "a" * 10_000])
def test_search_answers_anything(problem) -> None:
    answer = json.loads(run("search", problem, "--near", "nowhere at all", "--json"))
    assert answer["hits"] == []
    assert answer["rung"] == "none"


def test_index_status_check_and_rebuild(offer) -> None:
    assert "documents: 1" in run("search_index", "status")
    assert "missing: 0" in run("search_index", "check")
    SearchDocument.objects.all().delete()
    with pytest.raises(CommandError, match="rebuild"):
        run("search_index", "check")
    assert run("search_index", "rebuild").startswith("1 ")
    assert "missing: 0" in run("search_index", "check")


def test_evaluate_routing_measures_a_file(tmp_path: Path) -> None:
    rows = [
        {"text": PROBLEM, "gold": [CAR], "also_ok": []},
        {"text": "xqzt wvbn", "gold": [CAR], "also_ok": []},
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    measures = json.loads(run("evaluate_routing", str(file)).splitlines()[-1])
    assert measures["n"] == 2
    assert measures["acc_at_1"] == measures["gold_at_3"] == measures["wrongly_refused"] == 0.5


def test_evaluate_routing_says_when_a_file_is_no_good(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text("not json", encoding="utf-8")
    with pytest.raises(CommandError, match="cannot be read"):
        run("evaluate_routing", str(file))
