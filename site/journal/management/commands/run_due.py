from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from journal.clock import note_pass, run_due


class Command(BaseCommand):
    help = "One pass: run the jobs that are due, send what waits in the outbox, say what ran."

    def handle(self, *args: str, **options: object) -> None:
        done = run_due()
        note_pass()
        for name in done.ran:
            self.stdout.write(_("ran: %(job)s") % {"job": name})
        for name in done.failed:
            self.stderr.write(_("failed, will be tried again: %(job)s") % {"job": name})
        self.stdout.write(_("outbox: %(count)d done") % {"count": done.delivered})
