"""Load the places of countries: manage.py load_places fr be [--only 12,69,974]."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from territories.loading import load_country
from territories.place_files import UnknownCountry, countries


class Command(BaseCommand):
    help = "Load territories, postal codes and zones of countries. Loading again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("countries", nargs="+", metavar="COUNTRY", help=", ".join(countries()))
        parser.add_argument(
            "--only",
            default="",
            metavar="CODES",
            help="Only the communes of these departments or provinces, as in 12,69,974.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        only = {code.strip() for code in options["only"].split(",") if code.strip()}
        for country in options["countries"]:
            started = time.monotonic()
            try:
                counts = load_country(country=country, only=only)
            except UnknownCountry as unknown:
                raise CommandError(str(unknown)) from None
            self.stdout.write(f"{country}: {counts} in {time.monotonic() - started:.1f} s")
