from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal.doctor import examine
from journal.health import Health, State

WORDS = {State.OK: "ok", State.DEGRADED: "degraded", State.DOWN: "missing"}


class Command(BaseCommand):
    help = "Says of each part and service whether it is there, and if not how to get it."
    # What they would refuse is one of its lines.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dev", action="store_true", help="and what the test suites need")

    def handle(self, *args: str, **options: Any) -> None:
        found = examine(for_development=options["dev"])
        for name, health in found.items():
            self.stdout.write(line(name, health))
        missing = [name for name, health in found.items() if health.state is State.DOWN]
        if missing:
            raise CommandError(f"Missing: {', '.join(missing)}.")


def line(name: str, health: Health) -> str:
    said = f"{WORDS[health.state]:<9} {name}"
    said += f": {health.detail}" if health.detail else ""
    return said + (f" -> {health.remedy}" if health.remedy else "")
