"""How people of a language tell where they are, in the middle of a sentence."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from search.understanding.phrases import DATA

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """The lists of `[places]`, which fr.toml explains; the phrases are longest first."""

    before: tuple[Phrase, ...]
    before_wide: tuple[Phrase, ...]
    connectors: frozenset[str]
    not_after: frozenset[str]
    titles: frozenset[str]
    units: frozenset[str]
    counted: frozenset[str]
    living: frozenset[str]
    capitalised: frozenset[str]
    abroad: frozenset[str]
    ordinary: frozenset[str]


@cache
def place_habits(languages: tuple[str, ...]) -> Habits:
    """Of several languages together; those without a file say nothing."""
    files = [DATA / f"{language}.toml" for language in languages]
    data = [tomllib.loads(path.read_text(encoding="utf-8")) for path in files if path.exists()]
    lists = [file["places"] for file in data if "places" in file]

    def every(name: str) -> Iterable[str]:
        return (text for file in lists for text in file[name])

    def phrases(name: str) -> tuple[Phrase, ...]:
        return tuple(sorted({tuple(text.split()) for text in every(name)}, key=len, reverse=True))

    return Habits(
        before=phrases("before"),
        before_wide=phrases("before_wide"),
        connectors=frozenset(every("connectors")),
        not_after=frozenset(every("not_after")),
        titles=frozenset(every("titles")),
        units=frozenset(every("units")),
        counted=frozenset(every("counted")),
        living=frozenset(every("living")),
        capitalised=frozenset(every("capitalised")),
        abroad=frozenset(every("abroad")),
        ordinary=frozenset(every("ordinary")),
    )
