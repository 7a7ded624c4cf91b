"""The long work of an import that was started from the page: reading, writing, taking back.

A run says in its options which pass it is at, and under which `attempt`: a worker that finds
another attempt there was given up or replaced, and stops at the end of its batch.
"""

import logging
from collections.abc import Callable, Iterator

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from contributions.imports.archiving import TooManyMissing
from contributions.imports.columns import with_choices
from contributions.imports.context import Context
from contributions.imports.files import Files
from contributions.imports.preparing import context_for, mapping_for
from contributions.imports.running import perform
from contributions.imports.undo import NotUndoable, undo_import
from contributions.imports.uploads import files_of, forget
from contributions.models import ImportRow, ImportRun
from contributions.permissions import can_import
from offers.exchange.mapping import BadMapping, Mapping
from offers.exchange.reading import read_rows
from offers.exchange.rows import UnreadableFile
from offers.models import Source, StructureProvenance

logger = logging.getLogger(__name__)

State = ImportRun.State

READ, WRITE, UNDO = "read", "write", "undo"


class Superseded(Exception):
    """The run was given up, or another worker goes on with it."""


@task()
def work(run_id: int, attempt: str) -> None:
    """One pass of a run, from its start or from where it stopped; the run says how it ended."""
    run = ImportRun.objects.select_related("source__territory", "started_by").get(pk=run_id)
    with override(run.options.get("language")):
        try:
            _alive(run.pk, attempt)
            _PASSES[run.options["pass"]](run, attempt)
        except Superseded:
            pass
        except UnreadableFile as unreadable:
            _fail(run, attempt, unreadable.reason)
        except (PermissionDenied, TooManyMissing, BadMapping) as refusal:
            _fail(run, attempt, str(refusal))
        except FileNotFoundError:
            _fail(run, attempt, _("The files of this import are no longer here. Send them again."))
        except NotUndoable:
            _fail(run, attempt, _("This import can no longer be undone."))
        except Exception as error:  # noqa: BLE001 whatever happens, the page must say it stopped
            # The name only: messages quote values of the file.
            logger.warning("import %s stopped: %s", run.uuid, type(error).__name__)
            _fail(run, attempt, _("Something unexpected stopped the import. Nothing is half done."))
        _settle(run.pk)


def source_of(run: ImportRun) -> Source:
    """Runs of the shell may write several sources; those of the page have one."""
    if run.source is None:
        raise PermissionDenied(_("This import was not started from the page."))
    return run.source


@transaction.atomic
def _alive(run_id: int, attempt: str) -> None:
    """Sign of life at each batch. Raises Superseded, or PermissionDenied when the right is gone."""
    run = _locked(run_id)
    if run.options.get("attempt") != attempt:
        raise Superseded
    if run.started_by is None:
        raise PermissionDenied(_("The account that started this import is closed."))
    can_import(run.started_by, source_of(run)).or_raise()
    run.options = {**run.options, "seen_at": timezone.now().isoformat()}
    run.save(update_fields=["options"])


def _locked(run_id: int) -> ImportRun:
    return ImportRun.objects.select_for_update().get(pk=run_id)


def _read(run: ImportRun, attempt: str) -> None:
    """Decide everything and write nothing: each row becomes a line to look at.

    Nothing being archived here, no confirmation is needed to see what would be.
    """
    run.rows.all().delete()
    run.position, run.counts, run.warnings = {}, {}, []
    run.save(update_fields=["position", "counts", "warnings"])
    files = files_of(run)
    context = context_for(run, mapping_of(run, files), writes=False)
    perform(
        context,
        files,
        complete=run.options["complete"],
        confirmed=True,
        say=lambda _kind, _done: _alive(run.pk, attempt),
    )


def _write(run: ImportRun, attempt: str) -> None:
    files, options = files_of(run), run.options
    mapping = mapping_of(run, files)
    context = context_for(run, mapping, writes=True, allows_twins=options["allows_twins"])
    context.left_out = {
        *(("structures", number) for number in options["left_out"]["structures"]),
        *(("services", number) for number in options["left_out"]["services"]),
        *(("services", number) for number in _homeless(run, files, mapping)),
    }
    _keep_what_was_left_out(run, context)
    perform(
        context,
        files,
        complete=options["complete"],
        confirmed=options["confirmed"],
        say=lambda _kind, _done: _alive(run.pk, attempt),
    )


def _homeless(run: ImportRun, files: Files, mapping: Mapping) -> Iterator[int]:
    """The services of new structures that were left out: they cannot come without them."""
    gone = set(run.options["left_out"]["new_structures"])
    if not gone:
        return
    for raw in read_rows(files.services, kind="services"):
        if str(mapping.read(raw.values, "services").get("structure_id", "")).strip() in gone:
            yield raw.number


def _keep_what_was_left_out(run: ImportRun, context: Context) -> None:
    """Records that stay although the file lacks them count as seen in it."""
    source, left_out = source_of(run), run.options["left_out"]
    if run.position:
        # Rows settled by an earlier attempt are not looked at again: say whose they were.
        context.source(source.key)
    structures = StructureProvenance.objects.filter(
        source=source, structure__in=left_out["kept_structures"]
    )
    ids = structures.values_list("external_id", flat=True)
    context.seen["services"].setdefault(source.key, set()).update(left_out["kept_offers"])
    context.seen["structures"].setdefault(source.key, set()).update(ids)


def _undo(run: ImportRun, attempt: str) -> None:
    done = undo_import(run=run, by=run.started_by, say=lambda: _alive(run.pk, attempt))
    with transaction.atomic():
        live = _locked(run.pk)
        before = live.options.get("undone", {"put_back": 0, "kept": 0})
        live.options["undone"] = {
            "put_back": before["put_back"] + done.put_back,
            "kept": before["kept"] + done.kept,
        }
        live.finished_at = timezone.now()
        live.save(update_fields=["options", "finished_at"])


_PASSES: dict[str, Callable[[ImportRun, str], None]] = {READ: _read, WRITE: _write, UNDO: _undo}


def mapping_of(run: ImportRun, files: Files) -> Mapping:
    """The mapping of the run, with the columns that were chosen. Raises BadMapping."""
    mapping = mapping_for(run.options["mapping"], files, source=source_of(run).key)
    return with_choices(mapping, run.options.get("columns", {}))


@transaction.atomic
def _fail(run: ImportRun, attempt: str, reason: str) -> None:
    live = _locked(run.pk)
    if live.options.get("attempt") == attempt:
        live.state, live.problem = State.FAILED, reason[:500]
        live.save(update_fields=["state", "problem"])


def _settle(run_id: int) -> None:
    """Forget the files of what is over; a run given up while it was read stays given up."""
    with transaction.atomic():
        run = _locked(run_id)
        if run.options.get("is_given_up"):
            run.state, run.counts = State.CANCELLED, {}
            run.save(update_fields=["state", "counts"])
            ImportRow.objects.filter(run=run).delete()
    if run.state in {State.DONE, State.CANCELLED, State.UNDONE}:
        forget(run.uuid)
