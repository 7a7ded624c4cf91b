"""How often the help box is shown when it should be, and when it should not."""

from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand

from search.management.measuring import as_json, read_measured, share, waits
from search.routing.current import lexicon_in_use
from search.routing.encoder import shipped_encoder
from search.routing.model import shipped_model
from search.routing.router import Router
from search.safety.deciding import emergencies
from search.safety.kinds import Danger
from search.safety.rows import Row, read_rows


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and how long it took by the clock, encoder included."""

    dangers: frozenset[Danger]
    milliseconds: float


class Command(BaseCommand):
    help = "Measure the safety check on a file of {text, emergency, kinds}, one JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--lexicon-only", action="store_true", help="without the encoder")
        parser.add_argument("--errors", action="store_true", help="print the sentences gone wrong")
        parser.add_argument("--json", action="store_true", help="only the JSON object")

    def handle(
        self, *, file: Path, lexicon_only: bool, errors: bool, json: bool, **_options: Any
    ) -> None:
        rows = read_measured(file, read_rows)
        encoder = None if lexicon_only else shipped_encoder()
        router = Router.of(lexicon_in_use(), shipped_model(), encoder)
        # The first reading loads the models and warms the encoder.
        answer("bonjour", router)
        answers = [answer(row.text, router) for row in rows]
        measures = {"mode": "semantic" if encoder else "lexicon", **measure(rows, answers)}
        if not json:
            for name, value in {**measures, **by_danger(rows, answers)}.items():
                self.stdout.write(f"{name}: {value}")
        if errors:
            self._tell_errors(rows, answers)
        self.stdout.write(as_json(measures))

    def _tell_errors(self, rows: list[Row], answers: list[Answer]) -> None:
        for row, found in zip(rows, answers, strict=True):
            if row.is_emergency != bool(found.dangers):
                self.stdout.write(f"{'MISSED' if row.is_emergency else 'NEEDLESS'} {row.text}")


def answer(text: str, router: Router) -> Answer:
    """As a search does: the router reads the text first."""
    started = perf_counter()
    routing = router.route(text)
    dangers = frozenset[Danger]()
    if routing.reading is not None:
        dangers = emergencies(routing.reading, routing.needs)
    return Answer(dangers, (perf_counter() - started) * 1000)


def measure(rows: list[Row], answers: list[Answer]) -> dict[str, Any]:
    """`recall`: of the emergencies, those shown; `precision`: of those shown, the emergencies."""
    pairs = [(row.is_emergency, bool(got.dangers)) for row, got in zip(rows, answers, strict=True)]
    return {
        "n": len(rows),
        "recall": share(shown for real, shown in pairs if real),
        "precision": share(real for real, shown in pairs if shown),
        **waits([found.milliseconds for found in answers]),
    }


def by_danger(rows: list[Row], answers: list[Answer]) -> dict[str, dict[str, Any]]:
    """For each danger: shown at all, named when it is one, right when it is named."""
    pairs = [(row.dangers, got.dangers) for row, got in zip(rows, answers, strict=True)]
    return {
        danger.value: {
            "n": sum(danger in real for real, _got in pairs),
            "shown": share(bool(got) for real, got in pairs if danger in real),
            "named": share(danger in got for real, got in pairs if danger in real),
            "right": share(danger in real for real, got in pairs if danger in got),
        }
        for danger in Danger
    }
