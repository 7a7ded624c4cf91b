"""How often the router is right on sentences whose needs are known."""

import json
from argparse import ArgumentParser
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.routing.current import current_router
from search.routing.router import Router


class Command(BaseCommand):
    help = "Measure the router on a file of {text, gold, also_ok}, one JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="only the JSON object")

    def handle(self, *, file: Path, json: bool, **_options: Any) -> None:
        try:
            rows = _rows(file)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        measures = measure(current_router(), rows)
        if not json:
            for name, value in measures.items():
                self.stdout.write(f"{name}: {value}")
        self.stdout.write(_as_json(measures))


def _rows(file: Path) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [{"text": row["text"], "gold": row["gold"], "also": row["also_ok"]} for row in rows]


def measure(router: Router, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """`acc_at_1`: the first need is right or acceptable; `gold_at_n`: a right one among n."""
    found: list[list[str]] = []
    times: list[float] = []
    for row in rows:
        started = perf_counter()
        found.append([need.code for need in router.route(row["text"]).needs])
        times.append((perf_counter() - started) * 1000)
    pairs = list(zip(found, rows, strict=True))
    cuts = quantiles(times, n=20) if len(times) > 1 else times * 19
    return {
        "mode": "lexicon",
        "n": len(rows),
        "acc_at_1": _share(bool({*got[:1]} & {*row["gold"], *row["also"]}) for got, row in pairs),
        "gold_at_3": _share(bool({*got[:3]} & {*row["gold"]}) for got, row in pairs),
        "gold_at_5": _share(bool({*got[:5]} & {*row["gold"]}) for got, row in pairs),
        "wrongly_refused": _share(not got for got in found),
        "p50_ms": round(cuts[9], 2) if cuts else 0.0,
        "p95_ms": round(cuts[18], 2) if cuts else 0.0,
    }


def _share(hits: Any) -> float:
    values = list(hits)
    return round(sum(values) / len(values), 3) if values else 0.0


def _as_json(measures: dict[str, Any]) -> str:
    return json.dumps(measures)
