"""How often the router is right on sentences whose needs are known."""

from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from search.management.measuring import as_json, read_measured
from search.management.routing_measures import Answer, Row, answer, measure, read_rows
from search.routing.current import lexicon_in_use
from search.routing.encoder import shipped_encoder
from search.routing.model import shipped_model
from search.routing.router import Router


class Command(BaseCommand):
    help = (
        "Measure the router on a file of {text, gold, also_ok, out_of_scope}, one JSON object a "
        "line, out_of_scope as you like."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--lexicon-only", action="store_true", help="without the encoder")
        parser.add_argument("--json", action="store_true", help="only the JSON object")

    def handle(self, *, file: Path, lexicon_only: bool, json: bool, **_options: Any) -> None:
        rows = read_measured(file, read_rows)
        encoder = None if lexicon_only else shipped_encoder()
        router = Router.of(lexicon_in_use(), shipped_model(), encoder)
        # The first reading loads the encoder.
        router.route("bonjour")
        answers = [answer(router, row.text) for row in rows]
        measures = {"mode": "semantic" if encoder else "lexicon", **measure(rows, answers)}
        if not json:
            self._tell(measures, rows, answers)
        self.stdout.write(as_json(measures))

    def _tell(self, measures: dict[str, Any], rows: list[Row], answers: list[Answer]) -> None:
        kinds = defaultdict(list)
        for pair in zip(rows, answers, strict=True):
            kinds[pair[0].kind].append(pair)
        if len(kinds) > 1:
            for kind, pairs in sorted(kinds.items()):
                of_kind = measure([row for row, _ in pairs], [found for _, found in pairs])
                self.stdout.write(f"{kind:12} {as_json(of_kind)}")
        for name, value in measures.items():
            self.stdout.write(f"{name}: {value}")
        cpu = [found.cpu_milliseconds for found in answers]
        self.stdout.write(f"cpu_ms: {sum(cpu) / (len(cpu) or 1):.2f}")
