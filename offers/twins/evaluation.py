"""Labelled pairs of offers, and how well the score tells them apart."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offers.twins.facts import Facts, facts_of
from offers.twins.places import Places
from offers.twins.scoring import is_twin, score


@dataclass(frozen=True, slots=True)
class Pair:
    first: Facts
    second: Facts
    is_same: bool
    why: str
    titles: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    pair: Pair
    score: float

    @property
    def is_right(self) -> bool:
        return is_twin(self.score) == self.pair.is_same


def read_pairs(path: Path, *, part: str) -> list[Pair]:
    """The pairs of one part of a file, with one query for their places. Raises ValueError."""
    rows = [row for row in _rows(path) if row["part"] == part]
    return pairs_of(rows, Places.around({row[side]["commune"] for row in rows for side in "ab"}))


def pairs_of(rows: Iterable[Mapping[str, Any]], places: Places) -> list[Pair]:
    return [
        Pair(
            _facts(row["a"], places),
            _facts(row["b"], places),
            row["same"],
            row["why"],
            (row["a"]["title"], row["b"]["title"]),
        )
        for row in rows
    ]


def judge(pairs: Sequence[Pair]) -> list[Judged]:
    return [Judged(pair, score(pair.first, pair.second)) for pair in pairs]


def measures(judged: Sequence[Judged]) -> dict[str, float]:
    """Precision, recall and F1 at the shipped threshold; 0 where nothing can be said."""
    found = [one for one in judged if is_twin(one.score)]
    right = sum(one.pair.is_same for one in found)
    precision = right / len(found) if found else 0.0
    recall = right / max(1, sum(one.pair.is_same for one in judged))
    total = precision + recall
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / total, 4) if total else 0.0,
        "pairs": len(judged),
        "missed": sum(one.pair.is_same and not one.is_right for one in judged),
        "wrongly_found": sum(not one.pair.is_same and not one.is_right for one in judged),
    }


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _facts(said: Mapping[str, Any], places: Places) -> Facts:
    fields = {**said, "contact_phone": said["phone"], "contact_email": said["email"]}
    return facts_of(fields, said["structure"], places.of(said["commune"]))
