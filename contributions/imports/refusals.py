"""The refused rows of an import as a file to mend the source with."""

import csv
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from contributions.models import ImportRow, ImportRun

_BOM = "\ufeff"
# Spreadsheets run what begins so as a formula.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """Gives back what a csv writer writes."""

    def write(self, text: str) -> str:
        return text


def csv_lines(run: ImportRun) -> Iterator[str]:
    """One line a problem, for a spreadsheet: semicolons, a byte order mark, no live formula."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield _BOM + writer.writerow(
        [_("Kind"), _("Row"), _("Identifier"), _("Column"), _("Value"), _("Reason"), _("Meant")]
    )
    actions = [ImportRow.Action.REFUSE, ImportRow.Action.TWIN]
    for row in run.rows.filter(action__in=actions).order_by("kind", "number").iterator():
        for problem in row.problems:
            yield writer.writerow([neutral(cell) for cell in _cells(row, problem)])


def _cells(row: ImportRow, problem: dict[str, str]) -> list[Any]:
    said = [problem[name] for name in ("field", "value", "reason", "suggestion")]
    return [row.get_kind_display(), row.number, row.external_id, *said]


def neutral(cell: Any) -> Any:
    """The cell with an apostrophe before what a spreadsheet would compute."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_DANGEROUS) else cell
