"""The search index: what stands, made again, or checked against the offers."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from search.engines.base import EngineError
from search.engines.current import engine, served
from search.engines.outside import ServedOutside
from search.following import differences, lag, mend
from search.indexing import Drift, drift, rebuild_index, reconcile_index
from search.recount import checked


class Command(BaseCommand):
    help = (
        "Show (status), make again (rebuild), verify (check) or mend (reconcile) the search index."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["status", "rebuild", "check", "reconcile"])
        parser.add_argument(
            "--counts",
            type=int,
            default=0,
            metavar="N",
            help="with check: count the facets of N needs again by SQL, without and with filters",
        )

    def handle(self, *, action: str, counts: int, **_options: Any) -> None:
        try:
            self._do(action, counts)
        except EngineError as error:
            raise CommandError(f"The search engine did not answer ({error}).") from None

    def _do(self, action: str, counts: int) -> None:
        if action == "rebuild":
            self.stdout.write(f"{rebuild_index()} offers indexed")
            return
        if action == "reconcile":
            self.stdout.write(f"{reconcile_index()} offers mended")
            if outside := served():
                self.stdout.write(f"{mend(outside.server)} to be sent again to {outside.name}")
            return
        found = drift()
        if action == "check" and not found.is_none:
            raise CommandError(f"{_told(found)}. Run: manage.py search_index rebuild")
        for name, value in engine().status().items():
            self.stdout.write(f"{name}: {value}")
        if outside := served():
            self._compare(outside, fails=action == "check")
        self.stdout.write(_told(found))
        if action == "check" and counts:
            self._recount(counts)

    def _compare(self, outside: ServedOutside, *, fails: bool) -> None:
        """`fails`: whether a difference ends the command."""
        self.stdout.write(f"behind: {lag(timezone.now()).total_seconds():.0f} s")
        if not fails:
            return
        found = differences(outside.server)
        told = (
            f"{outside.name}: missing: {len(found.missing)}, stale: {len(found.stale)}, "
            f"orphaned: {len(found.orphaned)}"
        )
        if found.offer_ids:
            raise CommandError(f"{told}. Run: manage.py search_index reconcile")
        self.stdout.write(told)

    def _recount(self, questions: int) -> None:
        checks = list(checked(questions))
        wrong = [check for check in checks if not check.agrees]
        for check in wrong:
            self.stdout.write(f"{check.question}\n  index: {check.index}\n  SQL:   {check.sql}")
        matches = sum(check.sql.total for check in checks)
        told = f"{len(checks)} questions, {matches} matches counted again, {len(wrong)} differ"
        if wrong:
            raise CommandError(f"{told}. Restart the site, then: manage.py search_index rebuild")
        self.stdout.write(told)


def _told(found: Drift) -> str:
    return f"missing: {found.missing}, stale: {found.stale}, orphaned: {found.orphaned}"
