"""One import from its first row to its last: batches that each commit whole, or not at all."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.imports.archiving import archive_missing
from contributions.imports.batches import mark_seen
from contributions.imports.context import Context
from contributions.imports.files import KINDS, Files, batches
from contributions.imports.services import write_services
from contributions.imports.structures import write_structures
from contributions.models import ImportRow, ImportRun
from contributions.signals import import_asked
from offers.exchange.rows import Kind, RawRow, UnreadableFile
from offers.models import Source, StructureProvenance
from offers.rows import insert_instances

BATCH = 1000

Say = Callable[[str, int], None]
_WRITERS = {"structures": write_structures, "services": write_services}


def perform(context: Context, files: Files, *, complete: bool, confirmed: bool, say: Say) -> None:
    """Read both files through, then take what is missing off the site when they are `complete`.

    Raises UnreadableFile when nothing at all could be read, PermissionDenied when the right to
    import was taken back meanwhile. What was committed before stays, and a second run goes on.
    """
    _start(context)
    _load_structures(context)
    read = 0
    for kind in KINDS:
        path = files.of(kind, context.parser.mapping)
        if path is not None:
            read += _read(path, kind, context, say)
    if not read:
        raise UnreadableFile(_("The file holds no row."))
    if complete:
        archive_missing(context, confirmed=confirmed)
    _finish(context)


def _start(context: Context) -> None:
    run = context.run
    run.state = ImportRun.State.WRITING if context.writes else ImportRun.State.READING
    run.save(update_fields=["state"])


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
        # One import of a source at a time; whoever comes second finds its rows unchanged.
        keys = [source.pk for source in context.sources.values() if source and source.pk]
        list(Source.objects.select_for_update().filter(pk__in=keys).order_by("pk").values("pk"))
        context.require_right()
    _WRITERS[kind](raws, context)
    _keep(context, {**context.run.position, kind: done})


def _keep(context: Context, position: dict[str, int]) -> None:
    run = context.run
    insert_instances(ImportRow, context.rows)
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
    run.save(update_fields=["state", "finished_at", "total"])
    if context.asked:
        import_asked.send(sender=ImportRun, run=run, asked=dict(context.asked))
