"""Whether the search server answers as the database does: the same offers, counts and scores."""

from argparse import ArgumentParser
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict
from django.utils import translation

from search.asking import address_of, read_address
from search.engines.base import SearchEngine
from search.engines.current import served
from search.management.measuring import as_json, read_measured, share
from search.query import Found, search

QUERIES = Path(__file__).parents[2] / "data" / "bench-queries.tsv"
# The offers of a first look, and by how much a score may differ.
FIRST = 10
NEAR = 0.02


@dataclass(frozen=True, slots=True)
class Compared:
    """`apart`: the largest difference between the scores of the same place, ties aside.
    `has_counts`: whether there were counts of facets to compare, or nothing to count."""

    problem: str
    place: str
    apart: float
    has_counts: bool
    counts_agree: bool

    @property
    def agree(self) -> bool:
        return self.counts_agree and self.apart < NEAR


class Command(BaseCommand):
    help = (
        "Ask the search server and the database the same questions, and compare rungs, totals, "
        "counts of facets and the scores of the ten first offers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=QUERIES, help="kind, problem, place; TSV")
        parser.add_argument("--queries", type=int, default=200)
        parser.add_argument("--json", action="store_true", help="only the JSON object")

    def handle(self, *, file: Path, queries: int, json: bool, **_options: Any) -> None:
        outside = served()
        if outside is None:
            raise CommandError("This site has no search server: set ELASTICSEARCH_URL.")
        asked = read_measured(file, _read)[:queries]
        with translation.override("fr"):
            compared = [_compare(outside, outside.database, *each) for each in asked]
        if not json:
            for each in compared:
                if not each.agree:
                    self.stdout.write(f"{each.apart:.3f}  {each.problem} [{each.place}]")
        self.stdout.write(as_json(measures(compared)))


def measures(compared: list[Compared]) -> dict[str, Any]:
    return {
        "n": len(compared),
        "agree": share(each.agree for each in compared),
        "have_counts": share(each.has_counts for each in compared),
        "counts_agree": share(each.counts_agree for each in compared),
        "furthest_apart": round(max((each.apart for each in compared), default=0.0), 4),
    }


def _read(file: Path) -> list[tuple[str, str]]:
    lines = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    return [(problem, place) for _kind, problem, place in lines]


def _compare(one: SearchEngine, other: SearchEngine, problem: str, place: str) -> Compared:
    mine, theirs = _found(one, problem, place), _found(other, problem, place)
    if mine.engine == theirs.engine:
        raise CommandError("The search server did not answer.")
    first, second = ([hit.score for hit in found.hits[:FIRST]] for found in (mine, theirs))
    agrees = (mine.rung, mine.total, mine.counts) == (theirs.rung, theirs.total, theirs.counts)
    apart = max((abs(a - b) for a, b in zip(first, second, strict=False)), default=0.0)
    has_counts = bool(mine.counts) or not mine.total
    return Compared(problem, place, apart, has_counts, agrees and len(first) == len(second))


def _found(engine: SearchEngine, problem: str, place: str) -> Found:
    address = address_of(problem=problem, place=place, needs=[])
    asked = read_address(QueryDict(str(address).partition("?")[2]))
    return search(replace(asked.criteria(), is_counted=True), engine)
