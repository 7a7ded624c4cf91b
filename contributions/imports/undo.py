"""Taking back a whole import: three-way, so that what people did since stays."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contributions.imports.conflicts import withdraw_disputes
from contributions.imports.undo_offers import undo_offers
from contributions.imports.undo_structures import undo_structures
from contributions.imports.undoing import Undoing, Undone
from contributions.models import ImportRow, ImportRun
from contributions.permissions import can_undo
from journal.audit import record
from offers.known import Known
from offers.rows import update_instances
from territories.models import Territory

BATCH = 500

_UNDO = {
    ImportRow.Kind.SERVICES: undo_offers,
    # Structures last, so that those left empty go too.
    ImportRow.Kind.STRUCTURES: undo_structures,
}


class NotUndoable(Exception):
    """The run wrote nothing, is still at work, or was undone already."""


def undo_import(
    *,
    run: ImportRun,
    by: User | None,
    at: datetime | None = None,
    say: Callable[[], None] = lambda: None,
) -> Undone:
    """Put back what the run changed, archive what it made, restore what it archived.

    A page edited since keeps those edits; a new offer edited since stays; what people took off the
    site stays off. Each batch commits whole, then `say` is called; a second call goes on. Raises
    NotUndoable, or PermissionDenied with the reason.
    """
    undoing = _begin(run, by, at or timezone.now())
    for kind in _UNDO:
        rows = run.rows.written().filter(kind=kind).order_by("-pk")
        # What is undone is no longer among the rows to undo: the next ones come first.
        while batch := list(rows[:BATCH]):
            _undo(kind, batch, undoing)
            say()
    run.state = ImportRun.State.UNDONE
    run.save(update_fields=["state"])
    return undoing.done


@transaction.atomic
def _undo(kind: ImportRow.Kind, rows: list[ImportRow], undoing: Undoing) -> None:
    _UNDO[kind](rows, undoing)
    for row in rows:
        row.undone_at = undoing.at
    update_instances(ImportRow, ("undone_at",), rows)


@transaction.atomic
def _begin(run: ImportRun, by: User | None, at: datetime) -> Undoing:
    locked = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    undoable = (ImportRun.State.DONE, ImportRun.State.UNDOING, ImportRun.State.FAILED)
    if locked.state not in undoable:
        raise NotUndoable
    if by is not None:
        can_undo(by, locked).or_raise()
    run.state = locked.state = ImportRun.State.UNDOING
    locked.save(update_fields=["state"])
    record(
        actor=by,
        action="import.undone",
        subject=run,
        territory=run.territory,
        data={"run": str(run.uuid)},
    )
    withdraw_disputes(run, actor=by)
    country = Territory.objects.get(parent=None, country_code=run.territory.country_code)
    return Undoing(run, by, at, Known.from_database(), country, Undone())
