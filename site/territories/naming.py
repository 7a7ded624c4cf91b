"""The keys under which place names are compared, from the habits each country's data declare."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from territories.fold import fold

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Habits:
    """What people put around and inside place names: the union of all countries' names.toml."""

    articles: frozenset[str]
    openers: tuple[tuple[str, ...], ...]
    noise: frozenset[str]
    levels: dict[str, str]
    abbreviations: dict[str, str]
    districts: re.Pattern[str]


@cache
def habits() -> Habits:
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted(DATA.glob("*/names.toml"))]
    openers = {tuple(opener.split()) for file in files for opener in file["openers"]}
    return Habits(
        articles=frozenset(word for file in files for word in file["articles"]),
        openers=tuple(sorted(openers, key=lambda words: (-len(words), words))),
        noise=frozenset(word for file in files for word in file["noise"]),
        levels={word: level for file in files for word, level in file["levels"].items()},
        abbreviations={k: v for file in files for k, v in file["abbreviations"].items()},
        districts=re.compile("|".join(file["district"] for file in files if "district" in file)),
    )


def spelt_out(text: str) -> str:
    """The folded text with its abbreviations written in full: `St-Denis` is `saint denis`."""
    full = habits().abbreviations
    return " ".join(full.get(word, word) for word in fold(text).split())


def name_key(text: str) -> str:
    """The folded name without its leading article: `Le Havre`, `havre` and `LE HAVRE` are one."""
    words = spelt_out(text).split()
    if len(words) > 1 and words[0] in habits().articles:
        words = words[1:]
    return " ".join(words)
