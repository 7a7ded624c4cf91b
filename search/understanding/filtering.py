"""The filters that a sentence asks, each with the words it was read from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.filters import Facet
from search.understanding.clauses import Word, same_clause_after, same_clause_before
from search.understanding.phrases import LONGEST_PHRASE, Forms, Phrase, Table

# How far before a phrase the word it needs may stand.
NEAR = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """`start` and `end` in the text as it was typed; `is_removed`: its words say no need."""

    facet: Facet
    code: str
    start: int
    end: int
    is_removed: bool


def readings(sentence: Sequence[Word], tables: Sequence[Table]) -> list[Reading]:
    """In the order of the sentence; of phrases that overlap, the longest."""
    forms = frozenset(word.form for word in sentence)
    found = []
    at = 0
    while at < len(sentence):
        standing = next(_standing(sentence, at, tables), None)
        if standing is None:
            at += 1
            continue
        phrase, size, table = standing
        if _means(phrase, sentence, at, at + size, forms, table):
            start, end = sentence[at].start, sentence[at + size - 1].end
            found.append(Reading(phrase.facet, phrase.code, start, end, phrase.is_removed))
        # What a longer phrase does not mean, its own words do not mean either.
        at += size
    return found


def _standing(
    sentence: Sequence[Word], at: int, tables: Sequence[Table]
) -> Iterator[tuple[Phrase, int, Table]]:
    """The phrases that begin here, with their length, the longest first."""
    word = sentence[at]
    wanted = [table for table in tables if {word.form, word.stem} & table.first]
    run = [word, *same_clause_after(sentence, at + 1, at_most=LONGEST_PHRASE - 1)] if wanted else []
    for size in range(len(run), 0, -1):
        for table in wanted:
            exact = table.exact.get(tuple(word.form for word in run[:size]))
            phrase = exact or table.stemmed.get(tuple(word.stem for word in run[:size]))
            if phrase:
                yield phrase, size, table


def _means(
    phrase: Phrase,
    sentence: Sequence[Word],
    start: int,
    end: int,
    forms: frozenset[str],
    table: Table,
) -> bool:
    if phrase.longest is not None and len(sentence) > phrase.longest:
        return False
    if phrase.unless_said & forms:
        return False
    before = same_clause_before(sentence, start, at_most=NEAR)
    if phrase.near and phrase.near.isdisjoint(word.stem for word in before):
        return False
    if not phrase.unless_near.isdisjoint(word.form for word in before):
        return False
    after = same_clause_after(sentence, end, at_most=NEAR)
    return not (
        _is_negated(before, table)
        or _ends(before, phrase.unless_before)
        or _begins(after, phrase.unless_after)
    )


def _is_negated(before: Sequence[Word], table: Table) -> bool:
    """`pas gratuit`, `pas forcément gratuit`."""
    for word in reversed(before):
        if word.form in table.negations:
            return True
        if word.form not in table.between:
            return False
    return False


def _ends(before: Sequence[Word], phrases: Sequence[Forms]) -> bool:
    stems = tuple(word.stem for word in before)
    return any(stems[-len(phrase) :] == phrase for phrase in phrases)


def _begins(after: Sequence[Word], phrases: Sequence[Forms]) -> bool:
    stems = tuple(word.stem for word in after)
    return any(stems[: len(phrase)] == phrase for phrase in phrases)
