from typing import Any

from django.core.management.base import BaseCommand

from search.safety.numbers import load_emergency_numbers


class Command(BaseCommand):
    help = "Add the emergency numbers of search/data/safety/numbers.toml that were never there."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_emergency_numbers()} numbers added")
