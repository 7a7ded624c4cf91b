"""The lines of search/data/safety and of any measuring file: a text, and whether it is a danger."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.safety.kinds import Danger


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    dangers: frozenset[Danger]
    is_emergency: bool


def read_rows(path: Path) -> list[Row]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_row(json.loads(line)) for line in lines if line.strip()]


def _row(row: dict[str, Any]) -> Row:
    """A kind that is not one of ours is left out: other people's files may have more."""
    dangers = frozenset(danger for danger in Danger if danger.value in (row.get("kinds") or ()))
    return Row(row["text"], dangers, bool(row["emergency"]))
