import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from home import (  # noqa: F401 (they register their benches)
    bench_places,
    bench_publish,
    bench_search,
    bench_suggest,
)
from home.bench import BenchNeeds, Figure, bench_names, measure

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
        try:
            figures = measure(options["name"], requests=options["requests"])
        except BenchNeeds as needs:
            raise CommandError(str(needs)) from None
        if options["json"]:
            self.stdout.write(_as_json(options["name"], options["requests"], figures))
            return
        for figure in figures:
            self.stdout.write(_as_line(figure))


def _as_line(figure: Figure) -> str:
    waits = "" if figure.p50 is None else f"  p50 {figure.p50:.2f} ms  p95 {figure.p95:.2f} ms"
    return f"{figure.microseconds:10.1f} µs CPU  {figure.ratio:6.2f} x{waits}  {figure.name}"


def _as_json(name: str, requests: int, figures: list[Figure]) -> str:
    return json.dumps(
        {"bench": name, "requests": requests, "figures": [asdict(figure) for figure in figures]}
    )
