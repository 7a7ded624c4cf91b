import signal

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from journal.loop import Loop

STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT}


class Command(BaseCommand):
    help = "Run the outbox, the clock and the background tasks until SIGTERM or Ctrl-C."

    def handle(self, *args: str, **options: object) -> None:
        # Blocked before the threads start, so that only `sigwait` below receives them.
        previous = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            with Loop():
                self.stdout.write(_("Outbox, clock and tasks are running. Ctrl-C stops them."))
                self.stdout.flush()
                signal.sigwait(STOP_SIGNALS)
                self.stdout.write(_("Finishing what is under way."))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, previous)
