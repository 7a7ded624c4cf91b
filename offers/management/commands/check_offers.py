"""Check that the rows of all offers hold together: manage.py check_offers."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from offers.integrity import broken_rules


class Command(BaseCommand):
    help = "Check tree, revisions and public rows of all offers, by SQL; exit 1 when one is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        broken = broken_rules()
        for one in broken:
            self.stderr.write(f"{one.count} {one.rule}")
        if broken:
            raise CommandError(f"{len(broken)} rules are broken.")
        self.stdout.write(f"All offers are sound ({time.monotonic() - started:.1f} s).")
