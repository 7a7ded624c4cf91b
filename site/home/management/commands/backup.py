from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.backup.errors import BackupError
from home.backup.saving import back_up, forget_older

# What was erased lives on in backups until they go (docs/how-to/back-up-and-restore.md).
LONGEST = 30


class Command(BaseCommand):
    help = "Write the database and people's files, as they are now, to a new folder under this one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--keep-days",
            type=int,
            choices=range(1, LONGEST + 1),
            default=LONGEST,
            metavar="DAYS",
            help=f"forget older backups of that folder (1 to {LONGEST}, the default)",
        )

    def handle(self, *, folder: Path, keep_days: int, **_options: Any) -> None:
        now = timezone.now()
        try:
            made = back_up(folder, at=now)
            for old in forget_older(folder, than=timedelta(days=keep_days), at=now):
                self.stdout.write(f"forgotten: {old}")
        except (BackupError, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(str(made))
