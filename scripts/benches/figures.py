"""What a run of `make bench` found, as `docs/reference/performance.json` keeps it."""

import json
from typing import TypedDict

from serving import ROOT, is_noisy

FIGURES = ROOT / "docs" / "reference" / "performance.json"

SERVICES = 100_000
SECONDS = 5

HELLO = "hello"
SEARCH = "search"
SEARCH_SPREAD = "search, spread"
SEARCH_FORM = "search form"
DRAWN = "offer, drawn"
KEPT = "offer, kept"

WORKER = "web worker"
WORKER_ALONE = "web worker without the encoder"


class Measure(TypedDict):
    """Milliseconds; CPU of one request, by process tree, None where there is no such tree.
    `hello_ms`: before and after."""

    page: str
    at_once: int
    answers: int
    per_second: float
    p50: float
    p95: float
    p99: float
    web_ms: float
    database_ms: float | None
    search_server_ms: float | None
    hello_ms: list[float]


class Memory(TypedDict):
    """Megabytes of a process tree: with what processes share counted once, counted for each, and
    without pages of files."""

    process: str
    pss_mb: float
    rss_mb: float
    own_mb: float


class SetFigures(TypedDict):
    """`failures`: how often the search server was left alone, and the database answered."""

    services: int
    failures: int
    measures: list[Measure]
    memory: list[Memory]


class SetupFigures(TypedDict):
    """`sets`: the load set of the page, then the small one."""

    day: str
    code: str
    machine: str
    busy: float
    versions: dict[str, str]
    seconds: int
    sets: list[SetFigures]


Figures = dict[str, SetupFigures]


def read_figures() -> Figures:
    found: Figures = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    return found


def write_figures(figures: Figures) -> None:
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def measure_of(found: SetFigures, page: str, at_once: int) -> Measure | None:
    rows = (row for row in found["measures"] if (row["page"], row["at_once"]) == (page, at_once))
    return next(rows, None)


def memory_of(found: SetFigures, process: str) -> Memory | None:
    return next((row for row in found["memory"] if row["process"] == process), None)


def in_hellos(row: Measure) -> float:
    """CPU of the application and its database; what a search server spends is told apart."""
    return (row["web_ms"] + (row["database_ms"] or 0)) / (sum(row["hello_ms"]) / 2)


def is_noisy_run(found: SetFigures) -> bool:
    return any(is_noisy(*row["hello_ms"]) for row in found["measures"])
