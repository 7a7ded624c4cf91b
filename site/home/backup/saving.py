"""Making a backup, and forgetting those that are too old."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from home.backup.manifest import NAME, Manifest, digests
from home.backup.stores import store

_NAMED = "maillage-%Y%m%dT%H%M%SZ"


def file_roots() -> dict[str, Path]:
    """The folders that people's files are in; all else can be made again."""
    return {"media": Path(settings.MEDIA_ROOT), "imports": Path(settings.VAR_DIR) / "imports"}


def back_up(folder: Path, *, at: datetime) -> Path:
    """The new folder under this one. Nobody else may read it, and until it is whole it has no name.

    The database first: every file that a row names was there before the row. Raises BackupError.
    """
    kept = store()
    with _unfinished(folder) as unfinished:
        contents = kept.save(unfinished / kept.file_name)
        for name, root in file_roots().items():
            if root.exists():
                shutil.copytree(root, unfinished / name)
        Manifest(
            version=settings.MAILLAGE_VERSION,
            vendor=connection.vendor,
            at=at.isoformat(),
            migrations=applied(),
            contents=contents,
            files=digests(unfinished),
        ).write(unfinished)
        return unfinished.rename(folder / at.astimezone(UTC).strftime(_NAMED))


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def applied() -> list[str]:
    recorded = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in recorded)


def forget_older(folder: Path, *, than: timedelta, at: datetime) -> list[Path]:
    """Backups are known by name and manifest; nothing else in the folder is touched."""
    old = [path for path, made in _backups(folder) if made < at - than]
    for path in old:
        shutil.rmtree(path)
    return old


def _backups(folder: Path) -> Iterator[tuple[Path, datetime]]:
    for manifest in sorted(folder.glob(f"*/{NAME}")):
        try:
            made = datetime.strptime(manifest.parent.name, _NAMED).replace(tzinfo=UTC)
        except ValueError:
            continue
        yield manifest.parent, made
