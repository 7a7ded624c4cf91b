"""What the router knows: how people say each need."""

import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from sys import intern

# The class of what a directory of services cannot answer.
OUT_OF_SCOPE = ""

# A second need that a reader could as fairly give counts half.
ALSO_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase and the needs it speaks of, each with its share (OUT_OF_SCOPE is one)."""

    text: str
    needs: tuple[tuple[str, float], ...]
    language: str = "fr"
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    entries: tuple[Entry, ...]
    categories: tuple[Category, ...] = ()


def entry(
    need: str, also: Iterable[str], *, text: str, language: str = "fr", weight: float = 1.0
) -> Entry:
    return Entry(text, _shares(need, tuple(also)), intern(language), weight)


@lru_cache(maxsize=10_000)
def _shares(need: str, also: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """Kept once: tens of thousands of expressions speak of a few hundred needs."""
    return ((need, 1.0), *((code, ALSO_SHARE) for code in also if code != need))


def read_files(folder: Path) -> Lexicon:
    """The lexicon of the data files of a country, without a database: for tests and measures."""
    scheme = tomllib.loads((folder / "needs.toml").read_text(encoding="utf-8"))
    labels = [
        entry(row["code"], (), text=row[name], language=language)
        for row in scheme["need"]
        for name, language in (("label_fr", "fr"), ("official_label", "fr"), ("label_en", "en"))
        if row.get(name)
    ]
    categories = [
        Category(row["code"], tuple(filter(None, (row["label_fr"], row.get("official_label")))))
        for row in scheme["category"]
    ]
    return Lexicon((*labels, *_read_expressions(folder / "expressions")), tuple(categories))


def _read_expressions(folder: Path) -> Iterator[Entry]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            language = row.get("lang", "fr")
            yield entry(row["need"], row["also"], text=row["text"], language=language)
