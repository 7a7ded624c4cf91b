"""Putting a backup back into an empty database, and looking whether all of it is there."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from home.backup.errors import BackupError
from home.backup.manifest import Manifest, digests
from home.backup.saving import file_roots
from home.backup.stores import store
from journal.sealing.verifying import Report, verify
from search.indexing import Drift, drift


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    differences: list[str]
    to_migrate: int
    trail: Report | None = None
    index: Drift | None = None


def restore(folder: Path, *, at: datetime) -> Restored:
    """Raises BackupError when something stands in the way; then nothing was written."""
    manifest = Manifest.read(folder)
    _check(folder, manifest)
    kept = store()
    kept.put_back(folder / kept.file_name)
    for name, root in file_roots().items():
        if (folder / name).exists():
            shutil.copytree(folder / name, root, dirs_exist_ok=True)
    differences = list(manifest.contents.differences(kept.contents()))
    to_migrate = _to_migrate()
    if differences or to_migrate:
        # What the models would ask is perhaps not there.
        return Restored(manifest, differences, to_migrate)
    return Restored(manifest, differences, to_migrate, verify(at=at), drift())


def _check(folder: Path, manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupError(f"This backup is for {manifest.vendor}, DATABASE_URL says otherwise.")
    if manifest.files != digests(folder):
        raise BackupError("The files of this backup are not those that were written.")
    if unknown := set(manifest.migrations) - _known_migrations():
        raise BackupError(
            f"This backup was made by version {manifest.version}, which knows migrations that "
            f"this code does not: {', '.join(sorted(unknown))}."
        )
    if not store().is_empty():
        raise BackupError("The database is not empty: make a new one, or empty it first.")
    for root in file_roots().values():
        if root.exists() and any(root.iterdir()):
            raise BackupError(f"{root} is not empty: move it away first.")


def _known_migrations() -> set[str]:
    """Those of the code, and those that one of them replaces."""
    on_disk = MigrationLoader(None).disk_migrations
    replaced = (key for migration in on_disk.values() for key in migration.replaces)
    return {".".join(key) for key in (*on_disk, *replaced)}


def _to_migrate() -> int:
    """How many migrations the code has that the backup had not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
