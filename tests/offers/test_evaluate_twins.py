"""manage.py evaluate_twins: how often doubles are told apart, and the floors that only move up."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

PAIRS = Path(__file__).parent / "data" / "duplicate_pairs.jsonl"
ORDINARY = Path(__file__).parent / "data" / "ordinary_pairs.jsonl"


def evaluate(*arguments):
    out = StringIO()
    call_command("evaluate_twins", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_tells_what_it_misjudged(words, tmp_path):
    lines = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    pairs = [line for line in lines if line["part"] == "tune"][:20]
    wrong = {**pairs[0], "b": pairs[0]["a"], "same": False, "why": "a label made wrong"}
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in [*pairs, wrong]), encoding="utf-8")
    said = evaluate(file, "--part=tune", "--json")
    figures = json.loads(said[-1])
    assert figures["pairs"] == 21
    assert figures["precision"] < 1
    assert any("wrongly found: a label made wrong" in line for line in said)


@pytest.mark.parametrize(
    ("file", "precision", "recall"), [(ORDINARY, 0.98, 0.98), (PAIRS, 0.93, 0.9)]
)
def test_the_pairs_the_weights_were_chosen_with_stay_told_apart(words, file, precision, recall):
    figures = json.loads(evaluate(file, "--part=tune", "--brief", "--json")[-1])
    assert figures["precision"] >= precision
    assert figures["recall"] >= recall


def test_the_command_refuses_what_is_no_file_of_pairs(db, tmp_path):
    file = tmp_path / "pairs.jsonl"
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError):
        evaluate(file)
