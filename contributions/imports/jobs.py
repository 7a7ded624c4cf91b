"""What the clock does with the files that people sent: they are not kept longer than needed."""

import logging
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from contributions.imports.uploads import forget
from contributions.imports.web import BUSY, expire, is_silent, revive
from contributions.models import ImportRun
from journal.clock import job

KEPT_FOR = timedelta(days=30)
# A folder without a run is an upload that died on the way.
LOST_AFTER = timedelta(days=1)

State = ImportRun.State

logger = logging.getLogger(__name__)


@job("imports.forget_files", every=timedelta(days=1))
def forget_files(at: datetime) -> None:
    """Give up what nobody accepted for 30 days, and remove the files of all that is over."""
    going_on = ImportRun.objects.exclude(state__in=[State.DONE, State.CANCELLED, State.UNDONE])
    for run in going_on.filter(source__isnull=False, created_at__lt=at - KEPT_FOR):
        expire(run=run)
    kept = set(going_on.values_list("uuid", flat=True))
    for folder in _folders():
        uuid = UUID(folder.name)
        is_new = folder.stat().st_mtime > (at - LOST_AFTER).timestamp()
        if uuid not in kept and not is_new:
            forget(uuid)


@job("imports.go_on", every=timedelta(minutes=5))
def go_on(at: datetime) -> None:
    """A worker that was killed leaves its import to the next, without anybody's asking."""
    busy = ImportRun.objects.filter(state__in=BUSY, source__isnull=False)
    for run in busy:
        if is_silent(run) and revive(run=run):
            logger.warning("import %s goes on: its worker seems to have died", run.uuid)


def _folders() -> list[Path]:
    """Only what the page made: the shell keeps its reports beside."""
    root = Path(settings.VAR_DIR) / "imports"
    return [path for path in root.glob("*-*-*-*-*") if path.is_dir() and _is_uuid(path.name)]


def _is_uuid(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True
