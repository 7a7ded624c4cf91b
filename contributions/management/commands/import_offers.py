"""Import a directory: manage.py import_offers --structures FILE --services FILE."""

import json
import resource
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from contributions.imports.archiving import TooManyMissing
from contributions.imports.context import Context
from contributions.imports.files import Files
from contributions.imports.preparing import context_for, interrupted_run, mapping_for, new_run
from contributions.imports.report import open_lines
from contributions.imports.running import perform
from contributions.models import ImportRun
from offers.exchange.mapping import BadMapping
from offers.exchange.rows import UnreadableFile
from offers.models import OfferIndexPage
from territories.models import Territory

# What the process answers: all went in, some rows were refused, nothing could be read.
ALL_IN, SOME_REFUSED, UNREADABLE = 0, 1, 2


class Command(BaseCommand):
    help = "Import structures and services; what people corrected here is never overwritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", default="data-inclusion", choices=["data-inclusion"])
        parser.add_argument("--structures", type=Path, metavar="FILE")
        parser.add_argument("--services", type=Path, metavar="FILE", required=True)
        parser.add_argument("--mapping", metavar="NAME", help="a mapping's name, or its file")
        parser.add_argument("--source", default="", help="for rows that do not say their source")
        parser.add_argument("--territory", default="", metavar="UID", help="of new sources")
        parser.add_argument("--dry-run", action="store_true", help="decide, and write nothing")
        parser.add_argument("--resume", action="store_true", help="go on with an interrupted run")
        parser.add_argument("--complete", action="store_true", help="archive what is missing")
        parser.add_argument("--confirm", action="store_true", help="even over a tenth of a source")
        parser.add_argument("--allow-twins", action="store_true", help="create likely doubles too")
        parser.add_argument("--report", type=Path, metavar="FILE", help="one line a refused row")
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        files = Files(options["services"], options["structures"])
        context = self._context(files, options)
        path = options["report"] or _report_path(context.run)
        problem = ""
        with open_lines(path) as context.report.lines:
            try:
                perform(
                    context,
                    files,
                    complete=options["complete"],
                    confirmed=options["confirm"],
                    say=self._progress(started),
                )
            except UnreadableFile as unreadable:
                self._give_up(context.run, unreadable.reason)
            except TooManyMissing as missing:
                problem = str(missing)
        if context.report.structures.refused + context.report.services.refused == 0:
            path.unlink(missing_ok=True)
        self._tell(context, problem, path, time.monotonic() - started, as_json=options["json"])

    def _context(self, files: Files, options: dict[str, Any]) -> Context:
        for path in filter(None, (files.services, files.structures)):
            if not path.is_file():
                raise CommandError(
                    _("There is no file %(path)s.") % {"path": path}, returncode=UNREADABLE
                )
        try:
            mapping = mapping_for(
                options["mapping"] or options["format"], files, source=options["source"]
            )
        except BadMapping as bad:
            raise CommandError(str(bad), returncode=UNREADABLE) from None
        territory = Territory.objects.filter(uid=options["territory"] or mapping.country).first()
        if territory is None:
            raise CommandError(_("This territory is not known."), returncode=UNREADABLE)
        if not OfferIndexPage.objects.filter(country__uid=mapping.country).exists():
            hint = _("This country has no place for offers yet: manage.py prepare %(country)s")
            raise CommandError(hint % {"country": mapping.country}, returncode=UNREADABLE)
        run = interrupted_run(files.fingerprint()) if options["resume"] else None
        return context_for(
            run or new_run(files=files, territory=territory),
            mapping,
            writes=not options["dry_run"],
            allows_twins=options["allow_twins"],
        )

    def _give_up(self, run: ImportRun, reason: str) -> None:
        run.state, run.problem = ImportRun.State.FAILED, reason[:500]
        run.save(update_fields=["state", "problem"])
        raise CommandError(reason, returncode=UNREADABLE)

    def _progress(self, started: float) -> Any:
        shown = sys.stderr.isatty()

        def say(kind: str, done: int) -> None:
            if shown:
                rate = done / max(0.001, time.monotonic() - started)
                self.stderr.write(f"\r  {kind} : {done:,} ({rate:,.0f}/s)", ending="")
                self.stderr.flush()

        return say

    def _tell(
        self, context: Context, problem: str, path: Path, seconds: float, *, as_json: bool
    ) -> None:
        counts = context.report.counts()
        refused = counts["services"]["refused"] + counts["structures"]["refused"]
        for kind, numbers in counts.items():
            said = ", ".join(f"{value} {name}" for name, value in numbers.items())
            self.stdout.write(f"{kind}: {said}")
        for warning in context.report.warnings()[:20]:
            value = f" « {warning['value']} »" if warning["value"] else ""
            self.stdout.write(
                f"  {warning['count']} × {warning['field']}{value}: {warning['message']}"
            )
        if refused:
            self.stdout.write(_("Refused rows: %(path)s") % {"path": path})
        if problem:
            self.stdout.write(problem)
        if as_json:
            said_json = {
                **counts,
                "warnings": context.report.warnings(),
                "problem": problem,
                "seconds": round(seconds, 2),
                "cpu_ms_per_row": round(1000 * time.process_time() / max(1, _rows(context.run)), 2),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "run": str(context.run.uuid),
                "dry_run": not context.writes,
            }
            self.stdout.write(json.dumps(said_json, ensure_ascii=False))
        if refused or problem:
            self.stdout.flush()
            sys.exit(SOME_REFUSED)


def _rows(run: ImportRun) -> int:
    return sum(run.position.values())


def _report_path(run: ImportRun) -> Path:
    return Path(settings.VAR_DIR) / "imports" / f"{run.created_at:%Y%m%d-%H%M%S}-{run.uuid}.jsonl"
