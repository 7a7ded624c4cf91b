"""How well streets and people are told from what only looks like them, on texts of our own."""

import json
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from moderation.checks.private.evaluation import KINDS, TEXTS, Labelled, measures, read_texts

# The half that nothing was tuned on, as it was written.
HELD_OUT = "dff9c4fee4cf29ed667d2a158dce35a59c848303d46c3abf0c3fe4f5bb897ecb"


@pytest.mark.parametrize("parts", [["tune"], ["heldout"], ["tune", "heldout"]])
def test_recall_and_precision_are_as_asked(parts) -> None:
    for measure in measures(read_texts(TEXTS, parts=parts)):
        assert measure.recall >= 0.95, (measure.kind, measure.missed)
        assert measure.precision >= 0.90, (measure.kind, measure.wrongly_held)


def test_half_of_the_texts_are_near_misses() -> None:
    texts = read_texts(TEXTS)
    assert len({one.text for one in texts}) == len(texts) == 200
    assert sum(not one.kinds for one in texts) == 100
    assert all(one.kinds <= set(KINDS) for one in texts)


def test_the_held_out_half_is_as_it_was_frozen() -> None:
    lines = TEXTS.read_text(encoding="utf-8").splitlines(keepends=True)
    held = "".join(line for line in lines if "heldout" in line)
    assert sha256(held.encode()).hexdigest() == HELD_OUT


def test_nothing_found_is_no_division_by_zero() -> None:
    assert [one.precision for one in measures([Labelled("Bonjour.", frozenset())])] == [0, 0, 0]


def test_the_command_prints_both(db) -> None:
    out = StringIO()
    call_command("evaluate_checks", "--part", "heldout", "--errors", "--json", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("101 texts, 50 near misses")
    said = json.loads(lines[-1])
    assert said["any"]["recall"] >= 0.95
    assert any(line.startswith("street: precision ") for line in lines)


@pytest.mark.parametrize("content", [None, "{", '{"part": "tune"}', "[1]"])
def test_an_unreadable_file_is_told_plainly(db, tmp_path, content) -> None:
    path = tmp_path / "texts.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=r"texts\.jsonl"):
        call_command("evaluate_checks", "--file", str(path), stdout=StringIO())
