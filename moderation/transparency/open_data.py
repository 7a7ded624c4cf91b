"""The figures, the log and the seals as files. Names never change with the language."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from contributions.imports.refusals import neutral
from journal.models import AuditSeal
from moderation.transparency.acts import MEASURES
from moderation.transparency.concealing import K
from moderation.transparency.counts import Count
from moderation.transparency.figures import Country, Figures, Line
from moderation.transparency.log import Entry
from moderation.transparency.periods import Period

_BOM = "\ufeff"
FIGURE_COLUMNS = (
    "year",
    "first_day",
    "end",
    "territory",
    "territory_name",
    *(measure.code for measure in MEASURES),
    "median_hours",
    "nine_tenths_hours",
)
LOG_COLUMNS = ("day", "action", "kind", "title", "address", "fields")
SEAL_COLUMNS = ("number", "day", "digest")


def figures_csv(found: Figures) -> Iterator[str]:
    """Semicolons, a byte order mark, no live formula; a number below K is an empty cell."""
    days = [str(found.year), found.period.first.isoformat(), found.period.end.isoformat()]
    lines = [line for country in found.countries for line in (country.line, *country.departments)]
    return _csv(FIGURE_COLUMNS, ([*days, *_cells(line)] for line in lines))


def figures_json(found: Figures) -> dict[str, Any]:
    return {
        "year": found.year,
        "first_day": found.period.first.isoformat(),
        "end": found.period.end.isoformat(),
        "fewest": K,
        "countries": [_country(country) for country in found.countries],
    }


def log_csv(found: Iterable[Entry], *, site: str) -> Iterator[str]:
    return _csv(
        LOG_COLUMNS,
        (
            [
                entry.day.isoformat(),
                entry.action,
                entry.kind,
                entry.title,
                f"{site}{entry.url}" if entry.url else "",
                " ".join(entry.fields),
            ]
            for entry in found
        ),
    )


def log_json(
    found: Iterable[Entry], counted: Iterable[Count], *, period: Period, place: str, site: str
) -> dict[str, Any]:
    return {
        "first_day": period.first.isoformat(),
        "end": period.end.isoformat(),
        "territory": place,
        "fewest": K,
        "acts": [
            {
                "day": entry.day.isoformat(),
                "action": entry.action,
                "kind": entry.kind,
                "title": entry.title,
                "address": f"{site}{entry.url}" if entry.url else "",
                "fields": list(entry.fields),
            }
            for entry in found
        ],
        "counts": [
            {"measure": one.measure.code, "total": one.total, "reasons": one.reasons}
            for one in counted
        ],
    }


def seals_csv(seals: Iterable[AuditSeal]) -> Iterator[str]:
    return _csv(SEAL_COLUMNS, ([s.number, s.day.isoformat(), s.digest] for s in seals))


def _country(country: Country) -> dict[str, Any]:
    return {
        **_named(country.line),
        "refusals": dict(country.reasons["refused"].shown),
        "departments": [_named(line) for line in country.departments],
    }


def _named(line: Line) -> dict[str, Any]:
    return {
        "territory": line.place.uid,
        "name": line.place.name,
        **line.numbers,
        "median_hours": line.median_hours,
        "nine_tenths_hours": line.tenths_hours,
    }


def _cells(line: Line) -> list[Any]:
    return list(_named(line).values())


def _csv(columns: Iterable[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    yield _BOM + _written(list(columns))
    for row in rows:
        yield _written(["" if cell is None else neutral(cell) for cell in row])


def _written(row: list[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";").writerow(row)
    return line.getvalue()
