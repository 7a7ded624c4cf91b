"""Names by which communes of France are also known, from GeoNames: the name of a commune merged
away, which official lists forget, and the longer or shorter name of one that stands."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Row = dict[str, Any]
Point = tuple[float, float]

FRANCE = {"FR", "GP", "MQ", "GF", "RE", "YT"}
SAME_KM = 5
MERGED_KM = 8
# First words that say too little to tell a name by.
WEAK = {"saint", "sainte", "le", "la", "les"}
_LATIN = re.compile(r"[A-ZÀÂÇÉÈÊËÎÏÔÙÛÜŸŒÆ][A-Za-zàâçéèêëîïôùûüÿœæÀ-ÖØ-Ý' -]{3,50}")
_CELL = 10


def usual_names(
    towns: Iterable[Row],
    communes: dict[str, Row],
    points: dict[str, Point],
    known: Iterable[str],
    merged: set[str],
    apart: Callable[[Point, Point], float],
) -> dict[str, list[str]]:
    """By INSEE code, names whose key nobody bears yet. `known` are the names taken, `merged` the
    communes that swallowed others whose name is lost. A point that is no commune's (a district's)
    keeps the names around it from its neighbours."""
    french = sorted(
        (town for town in towns if town["countrycode"] in FRANCE), key=lambda t: t["geonameid"]
    )
    taken = {key_of(name) for name in known} | {key_of(c["nom"]) for c in communes.values()}
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for code, point in points.items():
        cells[_cell(point)].append(code)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for town in french:
        here = (town["latitude"], town["longitude"])
        near = sorted((apart(here, points[code]), code) for code in _around(here, cells))
        if not near:
            continue
        same = [code for km, code in near if km <= SAME_KM and _is(town, communes.get(code))]
        for name in _others(town) if same else ():
            if key_of(name) not in taken:
                found[same[0]].setdefault(key_of(name), name)
        key = key_of(town["name"])
        if same or key in taken:
            continue
        if swallower := _swallower(key, near, merged, communes):
            found[swallower].setdefault(key, town["name"])
    return {code: [names[key] for key in sorted(names)] for code, names in found.items()}


def _swallower(
    key: str, near: list[tuple[float, str]], merged: set[str], communes: dict[str, Row]
) -> str:
    """The merged commune that keeps the town's first word in its own name, else the nearest
    commune, if it is a merged one."""
    close = [code for km, code in near if km <= MERGED_KM]
    first = _start(key).split()[-1]
    keeping = [c for c in close if c in merged and first in key_of(communes[c]["nom"]).split()]
    nearest = [code for code in close[:1] if code in merged]
    return next(iter([*keeping, *nearest]), "")


def key_of(name: str) -> str:
    text = name.replace("œ", "oe").replace("Œ", "Oe").replace("’", "'").lower()
    parts = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in parts if not unicodedata.combining(char))
    words = re.sub(r"[\W_]+", " ", bare).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def _is(town: Row, commune: Row | None) -> bool:
    return commune is not None and key_of(town["name"]) == key_of(commune["nom"])


def _others(town: Row) -> Iterator[str]:
    """Those that begin as the town's own name does; the accented spelling of two that differ by
    their accents only."""
    start = _start(key_of(town["name"]))
    for name in sorted(town["alternatenames"], key=lambda name: (name.isascii(), name)):
        if _LATIN.fullmatch(name) and f"{key_of(name)} ".startswith(f"{start} "):
            yield name


def _start(key: str) -> str:
    words = key.split()
    return " ".join(words[: 2 if words[0] in WEAK else 1])


def _cell(point: Point) -> tuple[int, int]:
    return int(point[0] * _CELL), int(point[1] * _CELL)


def _around(point: Point, cells: dict[tuple[int, int], list[str]]) -> Iterator[str]:
    row, column = _cell(point)
    for a in (-1, 0, 1):
        for b in (-2, -1, 0, 1, 2):
            yield from cells.get((row + a, column + b), ())
