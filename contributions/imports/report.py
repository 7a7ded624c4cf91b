"""What an import did, as counts, grouped warnings, and one line a refused row."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from contributions.models import ImportRow, ImportRun
from offers.exchange.records import Problem, RefusedRow, RowWarning

Grouped = Counter[tuple[str, str, str, str]]

# How many different warnings are kept: past them the file has one fault repeated with variations.
MOST_WARNINGS = 500


@dataclass(slots=True)
class Counts:
    """Of one kind of record; `conflicts` are among the updated or the unchanged."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    archived: int = 0
    conflicts: int = 0


@dataclass(slots=True)
class Report:
    """Counts and warnings of a run."""

    structures: Counts = field(default_factory=Counts)
    services: Counts = field(default_factory=Counts)
    grouped: Grouped = field(default_factory=Counter)

    @classmethod
    def resumed(cls, counts: dict[str, dict[str, int]], warnings: list[dict[str, Any]]) -> "Report":
        """As it stood when a run was interrupted."""
        report = cls(
            structures=Counts(**counts.get("structures", {})),
            services=Counts(**counts.get("services", {})),
        )
        for one in warnings:
            report.grouped[one["kind"], one["field"], one["value"], one["message"]] = one["count"]
        return report

    def of(self, kind: str) -> Counts:
        return self.structures if kind == "structures" else self.services

    def refuse(self, row: RefusedRow) -> None:
        self.of(row.kind).refused += 1

    def warn(self, warnings: Iterable[RowWarning]) -> None:
        """Like warnings count as one; what was repaired is told by its field, not its value."""
        for one in warnings:
            value = one.value if one.kind == "replaced" else ""
            key = (one.kind, one.field, value, one.message)
            if key in self.grouped or len(self.grouped) < MOST_WARNINGS:
                self.grouped[key] += 1

    def counts(self) -> dict[str, dict[str, int]]:
        return {"services": asdict(self.services), "structures": asdict(self.structures)}

    def warnings(self) -> list[dict[str, Any]]:
        return [
            {"kind": kind, "field": name, "value": value, "message": message, "count": count}
            for (kind, name, value, message), count in self.grouped.most_common()
        ]


def write_refusals(run: ImportRun, path: Path) -> None:
    """One line a refused row, in a file for its owner only: what was refused may be personal.

    No file when nothing was refused.
    """
    acts = (ImportRow.Action.REFUSE, ImportRow.Action.TWIN)
    rows = run.rows.filter(action__in=acts).order_by("kind", "number", "pk")
    if not rows.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8") as lines:
        for row in rows.iterator():
            said = {
                "kind": row.kind,
                "row": row.number,
                "source_id": row.external_id,
                "problems": row.problems,
            }
            lines.write(json.dumps(said, ensure_ascii=False) + "\n")


def refusal(row: "RefusedRow | Any", *problems: Problem, kind: Any, number: int) -> RefusedRow:
    """A refusal of a row that was read, but that cannot be written here."""
    return RefusedRow(
        kind=kind, row=number, source=row.source, source_id=row.source_id, problems=problems
    )
