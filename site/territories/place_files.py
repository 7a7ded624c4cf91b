"""The place files of a country: site/territories/data/<country>/, described in data/README.md."""

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

from territories.models.places import Level
from territories.naming import DATA

Row = dict[str, str]


class UnknownCountry(ValueError):
    """No place files for this country."""


def countries() -> list[str]:
    return sorted(path.parent.name for path in DATA.glob("*/country.csv"))


def folder_of(country: str) -> Path:
    if country not in countries():
        raise UnknownCountry(f"No place files for '{country}'. Known: {', '.join(countries())}.")
    return DATA / country


def read_rows(path: Path) -> Iterator[Row]:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    yield from csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))


def find(folder: Path, name: str) -> Path | None:
    """The file `name.csv`, or `name.csv.gz`; None when the country has none."""
    for path in (folder / f"{name}.csv", folder / f"{name}.csv.gz"):
        if path.exists():
            return path
    return None


def rows_named(folder: Path, name: str) -> list[Row]:
    path = find(folder, name)
    return list(read_rows(path)) if path else []


def level_files(folder: Path) -> Iterator[tuple[Level, Path]]:
    """The files of the tree, parents before children."""
    for level in Level:
        if path := find(folder, level.value):
            yield level, path
