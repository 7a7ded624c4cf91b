from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.backup.errors import BackupError
from home.backup.restoring import Restored, restore


class Command(BaseCommand):
    help = "Put a backup into an empty database, and compare every table with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="one that `backup` wrote")

    def handle(self, *, folder: Path, **_options: Any) -> None:
        try:
            restored = restore(folder, at=timezone.now())
        except (BackupError, OSError) as problem:
            raise CommandError(str(problem)) from None
        self._tell(restored)
        if _is_wrong(restored):
            raise CommandError("What was restored is not what was backed up.")

    def _tell(self, restored: Restored) -> None:
        contents = restored.manifest.contents
        rows = sum(table.rows for table in contents.tables.values())
        self.stdout.write(f"backup of {restored.manifest.at}, version {restored.manifest.version}")
        for difference in restored.differences:
            self.stderr.write(difference)
        self.stdout.write(
            f"{len(contents.tables)} tables, {rows} rows, {len(contents.definitions)} definitions "
            f"compared: {len(restored.differences)} differ"
        )
        if restored.to_migrate:
            self.stdout.write(f"{restored.to_migrate} migrations are newer: manage.py migrate")
        if restored.trail:
            found = len(restored.trail.found)
            self.stdout.write(f"audit trail: {restored.trail.events} events, {found} problems")
        if restored.index:
            said = "none" if restored.index.is_none else "some: manage.py search_index rebuild"
            self.stdout.write(f"differences between offers and search index: {said}")
        self.stdout.write("What was erased after this backup must be erased again.")


def _is_wrong(restored: Restored) -> bool:
    return bool(restored.differences or (restored.trail and restored.trail.found))
