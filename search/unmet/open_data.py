"""The table of unmet needs as a CSV that spreadsheets and programs read."""

import csv
from collections.abc import Iterator
from typing import Any

from contributions.imports.refusals import neutral
from search.unmet.table import Row, Table

_BOM = "\ufeff"
# Names that never change with the language: programs rely on them.
COLUMNS = (
    "need",
    "need_label",
    "category",
    "territory",
    "territory_name",
    "first_day",
    "last_day",
    "searches",
    "share_without_answer",
    "offers",
    "full",
    "stale",
    "never_checked",
)


class _Echo:
    """Gives back what a csv writer writes."""

    def write(self, text: str) -> str:
        return text


def csv_lines(found: Table) -> Iterator[str]:
    """Semicolons, a byte order mark, no live formula. Below K searches both cells are empty."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield _BOM + writer.writerow(COLUMNS)
    days = [found.period.first.isoformat(), found.period.last.isoformat()]
    for row in found.rows:
        yield writer.writerow([neutral(cell) for cell in _cells(row, days)])


def _cells(row: Row, days: list[str]) -> list[Any]:
    category = row.need.category or row.need
    searched = [row.demand.searches, row.demand.share] if row.demand else ["", ""]
    return [
        row.need.code,
        row.need.label,
        category.code,
        row.place.uid,
        row.place.name,
        *days,
        *searched,
        *row.supply,
    ]
