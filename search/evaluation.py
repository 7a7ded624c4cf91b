"""How good an order of offers is, against the grades people gave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

CUT = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with what each offer is worth to who asks it: its key (stable source id) to a grade
    from 0 to 3; offers without a grade are worth nothing."""

    text: str
    place: str
    grades: Mapping[str, int]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Judged":
        """Raises KeyError, TypeError or ValueError when the row is not one."""
        grades = {str(key): int(grade) for key, grade in row["grades"].items()}
        if any(grade not in range(4) for grade in grades.values()):
            raise ValueError(f"a grade is not 0 to 3 for {row['text']!r}")
        return cls(str(row["text"]), str(row.get("place") or ""), grades)


def ndcg(keys: Sequence[str], grades: Mapping[str, int], *, cut: int = CUT) -> float | None:
    """Normalised discounted cumulative gain of the first keys (Järvelin and Kekäläinen, 2002), gain
    2^grade - 1; the ideal is made of all judged offers. None when none is worth anything."""
    ideal = _gain(sorted(grades.values(), reverse=True)[:cut])
    if not ideal:
        return None
    return _gain([grades.get(key, 0) for key in keys[:cut]]) / ideal


def _gain(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / log2(rank + 2) for rank, grade in enumerate(grades)))
