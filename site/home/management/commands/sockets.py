from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from home.management.commands.serve import address_of, can_serve_sockets, listen
from home.sockets import Sockets

DEFAULT_ADDRESS = "127.0.0.1:8001"


class Command(BaseCommand):
    help = "Serve the web sockets (/ws/) alone, beside the processes that serve the pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default=DEFAULT_ADDRESS, help="[ADDR:]PORT")

    def handle(self, *args: str, address: str, **options: Any) -> None:
        if not settings.REDIS_URL:
            raise CommandError(
                _("Processes tell each other what changed through Redis: set REDIS_URL.")
            )
        if not can_serve_sockets():
            raise CommandError(_("The extra “live” is not installed: it brings daphne."))
        listener = listen(address)
        self.stdout.write(_("Web sockets answer on %(url)s") % {"url": address_of(listener)})
        self.stdout.flush()
        Sockets().serve(listener)
