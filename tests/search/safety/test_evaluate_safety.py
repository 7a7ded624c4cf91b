"""`manage.py evaluate_safety`: what a script reads on the last line."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db

ROWS = [
    {"text": "je veux mourir", "emergency": True, "kinds": ["suicide"], "lang": "fr"},
    {"text": "je suis mort de rire", "emergency": False},
    {"text": "mon mari me frappe", "emergency": False, "kinds": ["another list's kind"]},
]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("evaluate_safety", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return str(path)


def test_the_last_line_is_one_json_object(file) -> None:
    found = json.loads(run(file).splitlines()[-1])
    assert (found["n"], found["recall"], found["precision"]) == (3, 1.0, 0.5)
    assert found["mode"] == "semantic"
    assert found["p95_ms"] >= found["p50_ms"] > 0


def test_without_the_encoder(file) -> None:
    assert json.loads(run(file, "--lexicon-only", "--json"))["mode"] == "lexicon"


def test_the_errors_can_be_read(file) -> None:
    assert "NEEDLESS mon mari me frappe" in run(file, "--errors")


@pytest.mark.parametrize("text", ["not json", "[1]", '{"text": "x"}'])
def test_a_file_that_is_no_good_is_refused(tmp_path, text) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="cannot be read"):
        run(str(path))
