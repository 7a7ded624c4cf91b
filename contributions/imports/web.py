"""What people decide about an import on its page: place columns, accept, undo, give up, go on."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.imports.archiving import SHARE_TO_CONFIRM, TooManyMissing
from contributions.imports.tasks import READ, UNDO, WRITE, source_of, work
from contributions.imports.uploads import forget
from contributions.models import ImportRow, ImportRun
from contributions.permissions import can_import
from journal.audit import record
from offers.models import Provenance, Source
from territories.permissions import territories_administered_by

State, Action, Kind = ImportRun.State, ImportRow.Action, ImportRow.Kind

# Without a sign of life for so long, a worker is taken for dead, and another may go on.
SILENT_FOR = timedelta(minutes=15)
# What stops a worker again and again is for a person to look at.
MOST_REVIVALS = 3

_BUSY = {READ: State.READING, WRITE: State.WRITING, UNDO: State.UNDOING}
BUSY = frozenset(_BUSY.values())


class WrongState(Exception):
    """Somebody else, or another tab, went on with this import meanwhile."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state

    def __str__(self) -> str:
        said = _("This import moved on meanwhile: it is “%(state)s” now. Nothing was done.")
        return said % {"state": State(self.state).label}


def runs_of(user: User) -> QuerySet[ImportRun]:
    """The imports of the sources of the territories that a person administers."""
    mine = territories_administered_by(user)
    runs = ImportRun.objects.filter(source__territory__in=mine)
    return runs.select_related("source__territory", "started_by")


def is_busy(run: ImportRun) -> bool:
    return run.state in BUSY


def is_silent(run: ImportRun) -> bool:
    """Whether the worker of a busy run seems to be dead."""
    seen_at = parse_datetime(run.options.get("seen_at", ""))
    return is_busy(run) and (seen_at is None or timezone.now() - seen_at > SILENT_FOR)


def has_written(run: ImportRun) -> bool:
    return run.rows.written().exists()


@contextmanager
def _locked(run: ImportRun, by: User, *states: str) -> Iterator[ImportRun]:
    """The run, nobody else going on with it. Raises WrongState, or PermissionDenied."""
    with transaction.atomic():
        live = ImportRun.objects.select_for_update().get(pk=run.pk)
        can_import(by, source_of(live)).or_raise()
        if live.state not in states:
            raise WrongState(live.state)
        yield live


def begin(run: ImportRun, step: str, *, by: User, revivals: int = 0) -> None:
    """Hand a locked run to a worker. Whoever begins a step answers for it: their right is checked
    at each batch."""
    run.options = {
        **run.options,
        "pass": step,
        "attempt": uuid4().hex,
        "seen_at": timezone.now().isoformat(),
        "language": get_language(),
        "revivals": revivals,
    }
    run.state, run.problem, run.started_by = _BUSY[step], "", by
    fields = ("options", "state", "problem", "started_by", "position", "counts", "warnings")
    run.save(update_fields=fields)
    # In the same transaction: the task is there if, and only if, the run waits for it.
    work.enqueue(run.pk, run.options["attempt"])


def choose_columns(
    *, run: ImportRun, by: User, chosen: Mapping[str, Mapping[str, str | None]]
) -> None:
    """Read the file with these columns, and remember them for the next one of the source."""
    with _locked(run, by, State.WAITING, State.READY, State.FAILED) as live:
        if live.options.get("pass", READ) != READ:
            raise WrongState(live.state)
        source = Source.objects.select_for_update().get(pk=source_of(live).pk)
        name = live.options["mapping"]
        before = source.mapping if source.mapping.get("name") == name else {}
        columns = {
            kind: _merged(before.get(kind, {}), chosen.get(kind, {})) for kind in Kind.values
        }
        source.mapping = {"name": name, **columns}
        source.save(update_fields=["mapping"])
        live.options["columns"] = columns
        begin(live, READ, by=by)


def _merged(before: Mapping[str, str], chosen: Mapping[str, str | None]) -> dict[str, str]:
    both = {**before, **chosen}
    return {theirs: ours for theirs, ours in both.items() if ours is not None}


def leave_out(*, run: ImportRun, by: User, shown: Iterable[int], kept: Iterable[int]) -> None:
    """Of the lines of a page, keep those that are ticked. A record that is told by two lines is
    kept or left out whole."""
    with _locked(run, by, State.READY) as live:
        rows = live.rows.filter(pk__in=shown).exclude(action=Action.REFUSE)
        ticked = set(kept)
        changed = [row for row in rows if row.is_left_out == (row.pk in ticked)]
        for row in changed:
            same = live.rows.filter(pk=row.pk)
            if row.number:
                same = live.rows.filter(kind=row.kind, number=row.number)
            same.update(is_left_out=row.pk not in ticked)


def leave_out_all(*, run: ImportRun, by: User, action: str, is_left_out: bool) -> None:
    """Keep, or leave out, every line of an action, on all the pages of the list."""
    with _locked(run, by, State.READY) as live:
        of_action = live.rows.filter(action=action).exclude(action=Action.REFUSE)
        for kind in Kind.values:
            numbers = of_action.filter(kind=kind, number__gt=0).values("number")
            live.rows.filter(kind=kind, number__in=numbers).update(is_left_out=is_left_out)
        of_action.update(is_left_out=is_left_out)


def too_many_missing(run: ImportRun) -> TooManyMissing | None:
    """What a person must confirm: more than a tenth of the source would go off the site."""
    rows = run.rows.filter(action=Action.ARCHIVE, kind=Kind.SERVICES, is_left_out=False)
    missing = rows.count()
    held = Provenance.objects.filter(source=run.source, offer__live=True).count()
    if missing > held * SHARE_TO_CONFIRM:
        return TooManyMissing(missing=missing, held=held)
    return None


def accept_import(
    *, run: ImportRun, by: User, allows_twins: bool = False, confirmed: bool = False
) -> None:
    """Write what was looked at, but for the lines left out.

    The file is read again and merged with the pages as they are by then. Raises TooManyMissing
    without the confirmation it needs.
    """
    with _locked(run, by, State.READY) as live:
        if not confirmed and (missing := too_many_missing(live)) is not None:
            raise missing
        live.options = {
            **live.options,
            "allows_twins": allows_twins,
            "confirmed": confirmed,
            "left_out": _left_out(live),
        }
        live.position, live.counts, live.warnings = {}, {}, []
        live.rows.all().delete()
        record(
            actor=by,
            action="import.accepted",
            subject=live,
            territory=live.territory,
            data={"left_out": sum(map(len, live.options["left_out"].values()))},
        )
        begin(live, WRITE, by=by)


def _left_out(run: ImportRun) -> dict[str, Any]:
    """Rows of the files by number; missing records, which have none, by what they are."""
    rows = run.rows.filter(is_left_out=True)
    missing = rows.filter(action=Action.ARCHIVE)
    new = rows.filter(action=Action.CREATE, kind=Kind.STRUCTURES)
    return {
        **{
            kind: sorted(set(rows.filter(kind=kind, number__gt=0).values_list("number", flat=True)))
            for kind in Kind.values
        },
        "new_structures": list(new.values_list("external_id", flat=True)),
        "kept_offers": list(
            missing.filter(kind=Kind.SERVICES).values_list("external_id", flat=True)
        ),
        "kept_structures": list(
            missing.filter(kind=Kind.STRUCTURES).values_list("structure", flat=True)
        ),
    }


def resume_import(*, run: ImportRun, by: User, confirmed: bool = False) -> None:
    """Go on with a run that an error, a dead worker or a lost right stopped."""
    with _locked(run, by, State.FAILED, *BUSY) as live:
        if live.state != State.FAILED and not is_silent(live):
            raise WrongState(live.state)
        if confirmed:
            live.options["confirmed"] = True
        begin(live, live.options["pass"], by=by)


def revive(*, run: ImportRun) -> bool:
    """Hand a run whose worker died to another; whoever began the step goes on answering for it.
    False when it is not silent after all, or died too often."""
    with transaction.atomic():
        live = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        revivals = live.options.get("revivals", 0)
        if live.started_by is None or not is_silent(live) or revivals >= MOST_REVIVALS:
            return False
        with override(live.options.get("language")):
            begin(live, live.options["pass"], by=live.started_by, revivals=revivals + 1)
    return True


def request_undo(*, run: ImportRun, by: User) -> None:
    """Take back what the run wrote, three-way: later changes by people stay."""
    with _locked(run, by, State.DONE, State.FAILED) as live:
        if not has_written(live):
            raise WrongState(live.state)
        begin(live, UNDO, by=by)


def give_up(*, run: ImportRun, by: User) -> None:
    """Forget files and lines of a run that wrote nothing."""
    with _locked(run, by, State.WAITING, State.READING, State.READY, State.FAILED) as live:
        if has_written(live):
            raise WrongState(live.state)
        _close(live)
    forget(run.uuid)


def expire(*, run: ImportRun) -> None:
    """Close a run that nobody went on with: files are not kept for ever. What was written stays,
    and can still be undone."""
    with transaction.atomic():
        live = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if live.state not in {State.WAITING, State.READY, State.FAILED} and not is_silent(live):
            return
        if has_written(live):
            live.state, live.problem = State.FAILED, _("Nobody went on with this import in time.")
            live.save(update_fields=["state", "problem"])
        else:
            _close(live)
    forget(run.uuid)


def _close(run: ImportRun) -> None:
    run.options = {**run.options, "is_given_up": True, "attempt": ""}
    run.state, run.finished_at, run.counts = State.CANCELLED, timezone.now(), {}
    run.save(update_fields=["options", "state", "finished_at", "counts"])
    run.rows.all().delete()
