from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.installing import install
from territories.place_files import UnknownCountry


class Command(BaseCommand):
    help = "Places, pages, needs and words of one or more countries, on a migrated database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("countries", nargs="+", metavar="COUNTRY", help="fr, be")

    def handle(self, *args: Any, countries: list[str], **options: Any) -> None:
        try:
            install(countries, self.stdout.write)
        except UnknownCountry as unknown:
            raise CommandError(str(unknown)) from None
