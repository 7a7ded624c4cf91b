"""The measure of an order of offers, and the command that prints it."""

import json
from math import log2

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from offers.models import Provenance, Source
from search.evaluation import ndcg
from territories.models import Territory
from tests.factories import make_offer

GRADES = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 3), min_size=1)


def test_a_known_value() -> None:
    """7 + 0 + 1/2 against the ideal 7 + 1/log2(3)."""
    assert ndcg(["a", "x", "b"], {"a": 3, "b": 1}) == pytest.approx((7 + 0.5) / (7 + 1 / log2(3)))


def test_nothing_to_find_is_no_measure() -> None:
    assert ndcg(["a"], {"a": 0}) is None


@given(GRADES)
def test_the_best_order_is_worth_one(grades) -> None:
    best = sorted(grades, key=lambda key: -grades[key])
    assert ndcg(best, grades) in (None, pytest.approx(1.0))


@given(GRADES, st.randoms())
def test_no_order_is_worth_more_than_the_best(grades, random) -> None:
    keys = list(grades)
    random.shuffle(keys)
    value = ndcg(keys, grades)
    assert value is None or 0 <= value <= 1 + 1e-9


def written(tmp_path, *rows) -> str:
    file = tmp_path / "judged.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(file)


def evaluated(capsys, file: str, **options) -> dict:
    call_command("evaluate_search", file, **options)
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


@pytest.mark.usefixtures("sayings")
def test_the_command_measures_by_stable_id(capsys, tmp_path) -> None:
    source = Source.objects.create(
        key="essai", name="Essai", territory=Territory.objects.get(uid="fr")
    )
    Provenance.objects.create(
        offer=make_offer(), source=source, external_id="garage-1", licence="CC0"
    )
    row = {"text": "pas de voiture pour aller travailler", "place": "Rodez"}
    found = evaluated(capsys, written(tmp_path, {**row, "grades": {"garage-1": 3}}))
    assert found["ndcg_at_10"] == 1.0
    assert found["zero_rate"] == 0.0
    assert found["n"] == 1
    missed = evaluated(capsys, written(tmp_path, {**row, "grades": {"autre": 2}}))
    assert missed["ndcg_at_10"] == 0.0


@pytest.mark.parametrize(
    "row", [[], {}, {"text": "a"}, {"text": "a", "grades": {"x": 4}}, {"text": "a", "grades": "x"}]
)
def test_a_file_that_is_none_is_refused(db, tmp_path, row) -> None:
    with pytest.raises(CommandError):
        call_command("evaluate_search", written(tmp_path, row))


def test_another_engine_is_refused(db, tmp_path) -> None:
    file = written(tmp_path, {"text": "a", "grades": {}})
    with pytest.raises(CommandError, match="DATABASE_URL"):
        call_command("evaluate_search", file, engine="elasticsearch")
