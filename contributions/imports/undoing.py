"""What an undo holds while it goes through the rows of a run."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from contributions.models import ImportRow, ImportRun
from offers.known import Known
from territories.models import Territory


@dataclass(slots=True)
class Undone:
    """How many records went back to what they were, and how many people had changed since."""

    put_back: int = 0
    kept: int = 0


@dataclass(slots=True)
class Undoing:
    run: ImportRun
    by: User | None
    at: datetime
    known: Known
    country: Territory
    done: Undone

    @property
    def audited(self) -> dict[str, Any]:
        return {"run": str(self.run.uuid), "undo": True}


def undone_meanwhile(rows: Sequence[ImportRow], column: str) -> Mapping[int, list[ImportRow]]:
    """By the key of each row: the earlier changes of the same record, the latest first, that were
    taken back after the row was written. What the record was before holds them still."""
    keys = {key for row in rows if (key := getattr(row, column))}
    undone = ImportRow.objects.filter(action=ImportRow.Action.UPDATE, undone_at__isnull=False)
    earlier: dict[int, list[ImportRow]] = defaultdict(list)
    for one in undone.filter(**{f"{column}__in": keys}).order_by("-pk"):
        earlier[getattr(one, column)].append(one)
    return {
        row.pk: [one for one in earlier[getattr(row, column)] if _is_undone_since(one, row)]
        for row in rows
    }


def _is_undone_since(earlier: ImportRow, row: ImportRow) -> bool:
    if earlier.undone_at is None or row.written_at is None:
        return False
    return earlier.pk < row.pk and earlier.undone_at > row.written_at
