import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from home.bench import Figure, bench_names, measure

REQUESTS = 5000


class Command(BaseCommand):
    help = "Measure CPU time per request inside this process, and the ratio to a bare hello."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=bench_names())
        parser.add_argument("--requests", type=int, default=REQUESTS, help="calls of each subject")
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")

    def handle(self, *args: str, **options: Any) -> None:
        if options["requests"] < 1:
            raise CommandError(_("At least one request is needed."))
        figures = measure(options["name"], requests=options["requests"])
        if options["json"]:
            self.stdout.write(_as_json(options["name"], options["requests"], figures))
            return
        for figure in figures:
            self.stdout.write(
                f"{figure.microseconds:10.1f} µs CPU  {figure.ratio:6.2f} x  {figure.name}"
            )


def _as_json(name: str, requests: int, figures: list[Figure]) -> str:
    return json.dumps(
        {"bench": name, "requests": requests, "figures": [asdict(figure) for figure in figures]}
    )
