"""What a country needs of the site, beside what was measured."""

from collections.abc import Callable
from dataclasses import dataclass

from benches.figures import (
    DRAWN,
    KEPT,
    SEARCH,
    SEARCH_SPREAD,
    WORKER_ALONE,
    Figures,
    Measure,
    SetFigures,
    in_hellos,
    is_noisy_run,
    measure_of,
    memory_of,
)


@dataclass(frozen=True)
class Bound:
    what: str
    setup: str
    most: float
    unit: str
    found: Callable[[SetFigures], float | None]
    goal: str = ""

    def row(self, figures: Figures) -> list[str]:
        """What, bound, measured, whether it holds."""
        asked = f"{self.most:g} {self.unit}{self.goal}"
        run = figures.get(self.setup)
        measured = self.found(run["sets"][0]) if run else None
        if run is None or measured is None:
            return [self.what, asked, "-", "not measured"]
        holds = "yes" if measured <= self.most else "**no**"
        noisy = ", in a noisy run" if is_noisy_run(run["sets"][0]) else ""
        return [self.what, asked, f"{measured:.1f}", holds + noisy]


def _hellos(page: str, at_once: int) -> Callable[[SetFigures], float | None]:
    return lambda found: _of(measure_of(found, page, at_once), in_hellos)


def _p95(page: str, at_once: int) -> Callable[[SetFigures], float | None]:
    return lambda found: _of(measure_of(found, page, at_once), lambda row: row["p95"])


def _megabytes(process: str) -> Callable[[SetFigures], float | None]:
    def found(figures: SetFigures) -> float | None:
        row = memory_of(figures, process)
        return row and row["rss_mb"]

    return found


def _of(row: Measure | None, value: Callable[[Measure], float]) -> float | None:
    return None if row is None else value(row)


def _bounds_of_pages(setup: str, title: str, drawn: int) -> list[Bound]:
    return [
        Bound(f"offer drawn, {title}", setup, drawn, "hellos", _hellos(DRAWN, 8)),
        Bound(f"offer kept, {title}", setup, 2, "hellos", _hellos(KEPT, 8)),
        Bound(
            f"web worker without the encoder, {title}", setup, 350, "MB", _megabytes(WORKER_ALONE)
        ),
    ]


BOUNDS = [
    Bound(
        "search by Elasticsearch, CPU of the application, 8 at once",
        "elasticsearch",
        35,
        "hellos",
        _hellos(SEARCH, 8),
        " (goal 25)",
    ),
    Bound("the same, p95 of 4 at once", "elasticsearch", 100, "ms", _p95(SEARCH, 4)),
    Bound(
        "the same over four workers, p95 of 4 at once",
        "elasticsearch",
        100,
        "ms",
        _p95(SEARCH_SPREAD, 4),
    ),
    *_bounds_of_pages("sqlite", "SQLite", 8),
    *_bounds_of_pages("postgresql", "PostgreSQL", 12),
    Bound(
        "web worker without the encoder, PostgreSQL and Elasticsearch",
        "elasticsearch",
        350,
        "MB",
        _megabytes(WORKER_ALONE),
    ),
]
