"""One import from its first row to its last: batches that each commit whole, or not at all."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.imports.archiving import TooManyMissing, archive_missing
from contributions.imports.batches import mark_seen
from contributions.imports.context import Context, Say
from contributions.imports.files import KINDS, Files, batches
from contributions.imports.services import write_services
from contributions.imports.sheltering import sheltered_structures
from contributions.imports.structures import write_structures
from contributions.models import ImportRow, ImportRun
from contributions.signals import import_asked
from offers.exchange.rows import Kind, RawRow, UnreadableFile
from offers.models import StructureProvenance
from offers.rows import insert_values

BATCH = 1000
# Objects made and not let go between two collections: those of a whole batch and more.
OBJECTS_BETWEEN_COLLECTIONS = 200_000

_WRITERS = {"structures": write_structures, "services": write_services}


def perform(context: Context, files: Files, *, complete: bool, confirmed: bool, say: Say) -> None:
    """Read both files through, then take what is missing off the site when they are `complete`.

    Raises UnreadableFile when nothing at all could be read, PermissionDenied when the right to
    import was taken back meanwhile; what was committed before stays, and a second run goes on.
    Raises TooManyMissing once all rows are in, when so many would go that a person must say so.
    """
    _start(context)
    _load_structures(context)
    context.sheltered = sheltered_structures(files, context.parser)
    read = 0
    with _few_collections():
        for kind in KINDS:
            path = files.of(kind, context.parser.mapping)
            if path is not None:
                read += _read(path, kind, context, say)
    if not read:
        raise UnreadableFile(_("The file holds no row."))
    try:
        if complete:
            archive_missing(context, confirmed=confirmed)
    except TooManyMissing as missing:
        context.run.problem = str(missing)
        _finish(context)
        raise
    _finish(context)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Tables of places and codes live as long as the run, and its rows make no cycles: the
    collector, which would go through them again and again, is seldom called."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _start(context: Context) -> None:
    run = context.run
    run.state = ImportRun.State.WRITING if context.writes else ImportRun.State.READING
    run.problem = ""
    run.save(update_fields=["state", "problem"])


def _load_structures(context: Context) -> None:
    rows = StructureProvenance.objects.annotate(key=F("source__key"))
    if context.run.source is not None:
        rows = rows.filter(source=context.run.source)
    for key, external_id, structure in rows.values_list("key", "external_id", "structure"):
        context.structures[key, external_id] = structure


def _read(path: Path, kind: Kind, context: Context, say: Say) -> int:
    """How many rows there were, those that a resumed run had settled before included."""
    settled = context.run.position.get(kind, 0) if context.writes else 0
    done = 0
    for done, raws in batches(path, kind, size=BATCH):
        if done <= settled:
            mark_seen(raws, kind, context)
        else:
            _write(raws, kind, done, context)
        say(kind, done)
    return done


@transaction.atomic
def _write(raws: list[RawRow], kind: Kind, done: int, context: Context) -> None:
    """One batch with its position: both are there afterwards, or neither."""
    if context.writes:
        context.require_right()
    _WRITERS[kind](raws, context)
    _keep(context, {**context.run.position, kind: done})


def _keep(context: Context, position: dict[str, int]) -> None:
    run = context.run
    insert_values(ImportRow, context.rows)
    context.rows.clear()
    run.position = position
    run.counts, run.warnings = context.report.counts(), context.report.warnings()
    run.save(update_fields=["position", "counts", "warnings"])


@transaction.atomic
def _finish(context: Context) -> None:
    run = context.run
    _keep(context, run.position)
    run.state = ImportRun.State.DONE if context.writes else ImportRun.State.READY
    run.finished_at = timezone.now()
    run.total = sum(run.position.values())
    run.save(update_fields=["state", "finished_at", "total", "problem"])
    if context.writes and (asked := _asked(run)):
        import_asked.send(sender=ImportRun, run=run, asked=asked)


def _asked(run: ImportRun) -> dict[int, int]:
    """How many disputes the whole run, resumed or not, leaves in each territory."""
    rows = run.rows.filter(action=ImportRow.Action.CONFLICT)
    home = Coalesce("offer__home_territory", "structure__home_territory")
    return dict(rows.values_list(home).annotate(Count("pk")).order_by())
