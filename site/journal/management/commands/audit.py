import re
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journal.sealing.verifying import Found, Problem, Report, verify

_KEPT = re.compile(r"([1-9][0-9]{0,8}):([0-9a-f]{64})")


class Command(BaseCommand):
    help = "Reads the audit trail again and says whether it is what it was when it was sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["verify"])
        parser.add_argument(
            "--kept",
            action="append",
            default=[],
            type=_kept,
            metavar="NUMBER:DIGEST",
            help="a seal written down elsewhere, from the public page or a weekly mail",
        )

    def handle(self, *args: str, **options: Any) -> None:
        report = verify(kept=dict(options["kept"]), at=timezone.now())
        self.stdout.write(_summary(report))
        if report.last is not None:
            said = {"number": report.last.number, "day": report.last.day.isoformat()}
            self.stdout.write(_("Last seal: number %(number)d, of %(day)s") % said)
            self.stdout.write(f"{report.last.number}:{report.last.digest}")
        for found in report.found:
            self.stderr.write(_sentence(found))
        if report.found:
            raise CommandError(_("The audit trail is not what it was."))
        self.stdout.write(_("Nothing was changed."))


def _kept(text: str) -> tuple[int, str]:
    found = _KEPT.fullmatch(text.lower())
    if found is None:
        raise ArgumentTypeError(_("A seal is written NUMBER:DIGEST, such as 12:9f86d0…"))
    return int(found[1]), found[2]


def _summary(report: Report) -> str:
    seals = ngettext("%(count)d seal", "%(count)d seals", report.seals) % {"count": report.seals}
    events = ngettext("%(count)d event", "%(count)d events", report.events) % {
        "count": report.events
    }
    return _("%(seals)s, %(events)s; not sealed yet: %(unsealed)d") % {
        "seals": seals,
        "events": events,
        "unsealed": report.unsealed,
    }


def _sentence(found: Found) -> str:
    sentences = {
        Problem.ALTERED: _("Seal %(number)d: an event of that day, or the seal, was changed."),
        Problem.COUNT: _("Seal %(number)d: events of that day were taken away or added."),
        Problem.GAP: _("Seal %(number)d: the seal before it is missing."),
        Problem.DAY_MISSING: _("Seal %(number)d: the day before it has no seal."),
        Problem.ORDER: _("Seal %(number)d: it ends before the seal it follows."),
        Problem.NOT_AS_KEPT: _("Seal %(number)d: it is not the one that was kept elsewhere."),
        Problem.NOT_FOUND: _("Seal %(number)d: kept elsewhere, it is no longer here."),
        Problem.UNSEALED: _("Events of past days have no seal."),
    }
    return sentences[found.problem] % {"number": found.number}
