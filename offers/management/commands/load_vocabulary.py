from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from offers.vocabulary import load_vocabulary


class Command(BaseCommand):
    help = "Load needs, terms and first expressions from offers/data; repeat at will."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("scheme", nargs="?", default="fr")

    def handle(self, *args: Any, scheme: str, **options: Any) -> None:
        loaded = load_vocabulary(scheme)
        self.stdout.write(
            f"{loaded.needs} needs, {loaded.terms} terms, {loaded.expressions} expressions, "
            f"{loaded.pages} pages"
        )
