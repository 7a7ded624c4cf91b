"""The phrases that ask a filter: one table a language, a file of search/data/understanding."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from search.filters import Facet
from search.understanding.clauses import Word, clauses

DATA = Path(__file__).parent.parent / "data" / "understanding"
LONGEST_PHRASE = 7
# In which language the sentence is told apart from those whose tables are read with it.
_READ_WITH = {"fr": ("es",)}
_NAMES = ("language", "speakers")

Forms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What its words ask, and the conditions under which they do (see fr.toml)."""

    facet: Facet
    code: str
    is_removed: bool
    is_exact: bool
    near: frozenset[str]
    unless_near: frozenset[str]
    unless_said: frozenset[str]
    unless_before: tuple[Forms, ...]
    unless_after: tuple[Forms, ...]
    longest: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """Phrases by their words, spelt (`exact`) or as stems; the first words of all of them."""

    exact: Mapping[Forms, Phrase]
    stemmed: Mapping[Forms, Phrase]
    first: frozenset[str]
    negations: frozenset[str]
    between: frozenset[str]


def tables(language: str) -> list[Table]:
    """Those that a sentence in this language is read with; none for a language without a file."""
    found = (_table(name) for name in (language, *_READ_WITH.get(language, ())))
    return [table for table in found if table is not None]


@cache
def _table(language: str) -> Table | None:
    path = DATA / f"{language}.toml"
    if not path.is_relative_to(DATA) or not path.exists():
        return None
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    exact: dict[Forms, Phrase] = {}
    stemmed: dict[Forms, Phrase] = {}
    for row in data["phrase"]:
        asked = _phrase(row, data, language)
        for said, code in _said(row, data):
            words = clauses(said, language)
            phrase = replace(asked, code=code)
            forms = tuple(word.form if phrase.is_exact else word.stem for word in words)
            (exact if phrase.is_exact else stemmed).setdefault(forms, phrase)
    return Table(
        exact,
        stemmed,
        first=frozenset(forms[0] for forms in (*exact, *stemmed)),
        negations=frozenset(data["negations"]),
        between=frozenset(data["between"]),
    )


def _said(row: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each phrase with its code, once for each name of a language where one is meant."""
    _facet, _equals, code = row["filter"].partition("=")
    name = next((name for name in _NAMES if code == f"{{{name}}}"), "")
    if not name:
        yield from ((said, code) for said in row["say"])
        return
    for language, names in data["languages" if name == "language" else name].items():
        for spelt in names:
            yield from ((said.replace(code, spelt), language) for said in row["say"])


def _phrase(row: Mapping[str, Any], data: Mapping[str, Any], language: str) -> Phrase:
    facet, _equals, code = row["filter"].partition("=")
    return Phrase(
        facet=Facet(facet),
        code=code,
        is_removed=row.get("removed", False),
        is_exact=row.get("exact", False),
        near=_stems(row.get("near", ()), data, language),
        unless_near=_forms(row.get("unless_near", ()), data, language),
        unless_said=_forms(row.get("unless_said", ()), data, language),
        unless_before=_sequences(row.get("unless_before", ()), language),
        unless_after=_sequences(row.get("unless_after", ()), language),
        longest=row.get("longest"),
    )


def _stems(words: str | Iterable[str], data: Mapping[str, Any], language: str) -> frozenset[str]:
    return frozenset(word.stem for word in _words(words, data, language))


def _forms(words: str | Iterable[str], data: Mapping[str, Any], language: str) -> frozenset[str]:
    return frozenset(word.form for word in _words(words, data, language))


def _words(words: str | Iterable[str], data: Mapping[str, Any], language: str) -> Iterator[Word]:
    """Of a list of words, or of the list of that name."""
    for text in data["words"][words] if isinstance(words, str) else words:
        yield from clauses(text, language)


def _sequences(phrases: Iterable[str], language: str) -> tuple[Forms, ...]:
    return tuple(tuple(word.stem for word in clauses(text, language)) for text in phrases)
