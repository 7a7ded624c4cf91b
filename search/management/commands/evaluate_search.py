"""How well the order of offers answers queries that people judged."""

import json
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict
from django.utils import translation

from offers.models import Provenance
from search.asking import address_of, read_address
from search.engines.current import engine
from search.evaluation import CUT, Judged, ndcg
from search.management.measuring import as_json, read_measured, waits
from search.places import Rung
from search.query import Found, search

# Found before the radius passes the department.
NEAR_RUNGS = {Rung.ALL, Rung.SOME_WORDS, Rung.WIDER, Rung.DEPARTMENT}


@dataclass(frozen=True, slots=True)
class Answer:
    judged: Judged
    keys: list[str]
    rung: Rung
    milliseconds: float

    @property
    def ndcg(self) -> float | None:
        return ndcg(self.keys, self.judged.grades)


class Command(BaseCommand):
    help = (
        "Measure the order of offers on a file of {text, place, grades: {key: 0 to 3}}, one JSON "
        "object a line; a key is the stable id of an offer at its source."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--engine", default="", help="refuse to run on another engine")
        parser.add_argument("--json", action="store_true", help="only the JSON object")

    def handle(self, *, file: Path, engine: str, json: bool, **_options: Any) -> None:
        _check_engine(engine)
        queries = read_judged(file)
        keys = dict(Provenance.objects.values_list("offer_id", "external_id"))
        with translation.override("fr"):
            # The first search loads the router, the encoder and the columns.
            _found("bonjour", "")
            answers = [_answer(query, keys) for query in queries]
        if not json:
            self._tell(answers)
        self.stdout.write(as_json(measures(answers)))

    def _tell(self, answers: list[Answer]) -> None:
        for answer in sorted(answers, key=lambda one: (one.ndcg is not None, one.ndcg or 0)):
            worth = "   -" if answer.ndcg is None else f"{answer.ndcg:.2f}"
            place = answer.judged.place or "-"
            self.stdout.write(f"{worth}  {answer.rung:12} {answer.judged.text[:70]} [{place}]")


def read_judged(file: Path) -> list[Judged]:
    """Raises CommandError when it cannot be read, or holds nothing."""
    queries = read_measured(file, _read)
    if not queries:
        raise CommandError(f"{file} holds no query.")
    return queries


def _read(file: Path) -> list[Judged]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [Judged.of(json.loads(line)) for line in lines if line.strip()]


def measures(answers: list[Answer]) -> dict[str, Any]:
    """`zero_rate`: how often nothing was found inside the department of the place."""
    worth = [value for answer in answers if (value := answer.ndcg) is not None]
    return {
        "engine": engine().name,
        "n": len(answers),
        "judged": len(worth),
        f"ndcg_at_{CUT}": round(fmean(worth), 3) if worth else None,
        "zero_rate": round(fmean(answer.rung not in NEAR_RUNGS for answer in answers), 3),
        **waits([answer.milliseconds for answer in answers]),
    }


def _check_engine(wanted: str) -> None:
    name = engine().name
    if wanted and wanted != name:
        raise CommandError(f"This site searches with {name}: set DATABASE_URL to measure {wanted}.")


def _answer(query: Judged, keys: dict[int, str]) -> Answer:
    started = perf_counter()
    found = _found(query.text, query.place)
    elapsed = (perf_counter() - started) * 1000
    shown = [keys.get(hit.offer_id, "") for hit in [*found.hits, *found.related][:CUT]]
    return Answer(query, shown, found.rung, elapsed)


def _found(text: str, place: str) -> Found:
    """As the two boxes and the page of results would, the sealed address in between."""
    address = address_of(problem=text, place=place, needs=[])
    query = str(address).partition("?")[2]
    return search(read_address(QueryDict(query)).criteria())
