"""The keys under which place names are compared, from the habits each country's data declare."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from territories.fold import fold

DATA = Path(__file__).parent / "data"

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """What people put around and inside place names: the union of all countries' names.toml, each
    of which gives what it has; the comments of France's say what each of these is."""

    articles: frozenset[str]
    openers: tuple[Phrase, ...]
    closers: tuple[Phrase, ...]
    connectors: frozenset[str]
    speaking: frozenset[str]
    locators: tuple[Phrase, ...]
    noise: frozenset[str]
    sorting: frozenset[str]
    district_words: frozenset[str]
    districts: re.Pattern[str]
    ordinals: dict[str, int]
    streets: frozenset[str]
    units: frozenset[str]
    levels: dict[str, str]
    abbreviations: dict[str, str]
    signs: dict[str, str]
    nicknames: dict[str, str]
    postal: tuple[tuple[str, re.Pattern[str], str], ...]

    def district_number(self, word: str) -> int | None:
        """`3`, `03`, `3e` and `3eme` are the third."""
        found = self.districts.fullmatch(word)
        return int(next(filter(None, found.groups()))) if found else None

    def postal_holders(self, code: str) -> list[str]:
        """The uids of what a postal code lies in, by its shape alone, one a country at most."""
        held: dict[str, str] = {}
        for country, shape, place in self.postal:
            if country not in held and (found := shape.fullmatch(code)):
                held[country] = f"{country}:{found.expand(place)}"
        return list(held.values())


@cache
def habits() -> Habits:
    files = {
        path.parent.name: tomllib.loads(path.read_text("utf-8"))
        for path in sorted(DATA.glob("*/names.toml"))
    }
    abbreviations = _tables(files.values(), "abbreviations")
    districts = "|".join(file["district"] for file in files.values() if "district" in file)
    return Habits(
        articles=_words(files.values(), "articles"),
        openers=_phrases(files.values(), "openers"),
        closers=_phrases(files.values(), "closers"),
        connectors=_words(files.values(), "connectors"),
        speaking=_words(files.values(), "speaking"),
        locators=_phrases(files.values(), "locators"),
        noise=_words(files.values(), "noise"),
        sorting=_words(files.values(), "sorting"),
        district_words=_words(files.values(), "district_words"),
        districts=re.compile(districts),
        ordinals=_tables(files.values(), "ordinals"),
        streets=_words(files.values(), "streets"),
        units=_words(files.values(), "units"),
        levels=_tables(files.values(), "levels"),
        abbreviations={key: full for key, full in abbreviations.items() if key.isalnum()},
        signs={key: full for key, full in abbreviations.items() if not key.isalnum()},
        nicknames=_tables(files.values(), "nicknames"),
        postal=tuple(
            (country, re.compile(row["shape"]), row["place"])
            for country, file in files.items()
            for row in file.get("postal", ())
        ),
    )


def spelt_out(text: str) -> str:
    """The folded text with its abbreviations written in full: `St-Denis` is `saint denis`."""
    for sign, full in habits().signs.items():
        if sign in text:
            text = re.sub(rf"\b{re.escape(sign)}", f"{full} ", text)
    full_words = habits().abbreviations
    return " ".join(full_words.get(word, word) for word in fold(text).split())


def name_key(text: str) -> str:
    """The folded name without its leading article: `Le Havre`, `havre` and `LE HAVRE` are one."""
    words = spelt_out(text).split()
    if len(words) > 1 and words[0] in habits().articles:
        words = words[1:]
    return " ".join(words)


def _words(files: Iterable[dict[str, Any]], name: str) -> frozenset[str]:
    return frozenset(word for file in files for word in file.get(name, ()))


def _tables(files: Iterable[dict[str, Any]], name: str) -> dict[str, Any]:
    return {key: value for file in files for key, value in file.get(name, {}).items()}


def _phrases(files: Iterable[dict[str, Any]], name: str) -> tuple[Phrase, ...]:
    """The longest first."""
    phrases = {tuple(phrase.split()) for file in files for phrase in file.get(name, ())}
    return tuple(sorted(phrases, key=lambda words: (-len(words), words)))
