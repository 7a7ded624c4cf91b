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

    # By their first word, each with whether only larger places than towns follow.
    before: dict[str, list[tuple[Phrase, bool]]]
    before_code: tuple[Phrase, ...]
    held_by: tuple[Phrase, ...]
    contractions: dict[str, str]
    connectors: frozenset[str]
    again: frozenset[str]
    after_number: frozenset[str]
    subjects: frozenset[str]
    to: frozenset[str]
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

    def words(name: str) -> frozenset[str]:
        return frozenset(every(name))

    def phrases(name: str) -> tuple[Phrase, ...]:
        return tuple(sorted({tuple(text.split()) for text in every(name)}, key=_longest_first))

    return Habits(
        before=_by_first_word(phrases("before"), phrases("before_wide")),
        before_code=phrases("before_code"),
        held_by=phrases("held_by"),
        contractions={key: full for file in lists for key, full in file["contractions"].items()},
        connectors=words("connectors"),
        again=words("again"),
        after_number=words("after_number"),
        subjects=words("subjects"),
        to=words("to"),
        not_after=words("not_after"),
        titles=words("titles"),
        units=words("units"),
        counted=words("counted"),
        living=words("living"),
        capitalised=words("capitalised"),
        abroad=words("abroad"),
        ordinary=words("ordinary"),
    )


def _by_first_word(
    before: Iterable[Phrase], before_wide: Iterable[Phrase]
) -> dict[str, list[tuple[Phrase, bool]]]:
    found: dict[str, list[tuple[Phrase, bool]]] = {}
    for phrases, is_wide in ((before, False), (before_wide, True)):
        for phrase in phrases:
            found.setdefault(phrase[0], []).append((phrase, is_wide))
    return found


def _longest_first(phrase: Phrase) -> tuple[int, Phrase]:
    return -len(phrase), phrase
