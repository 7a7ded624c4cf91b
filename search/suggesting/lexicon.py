"""Needs and the ways people say them, read once for each state of the lexicon.

A sentence is never put in somebody's mouth: one is proposed only to who has begun a word of it that
tells something, and none of an urgent need (violence, a night outside), whose label is there.
"""

import threading
from dataclasses import dataclass, field

from django.db.models.functions import Length

from offers.models import Expression, Need
from offers.models.vocabulary import in_language
from search.links import Address
from search.routing.current import Version, lexicon_version
from search.suggesting.suggestion import Kind, Suggestion
from search.suggesting.typed import Word
from search.suggesting.words import WordIndex
from territories.fold import fold

# Characters that stand on a line of a phone or two.
LONGEST_EXPRESSION = 60
# Ways of writing that are understood, and not to be taught.
_UNSHOWN_STYLES = ("sms", "slang", "borderline")


@dataclass(frozen=True, slots=True)
class Said:
    """A label or an expression; `folded` to tell what begins with what is typed.

    `is_aside`: the official label of a need, which is found by it and shown by another.
    """

    text: str
    folded: str
    need: int
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class Sayings:
    """The likeliest to be wanted first."""

    rows: list[Said]
    index: WordIndex


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What stands at a version; what is said in a language is read when first asked for."""

    version: Version
    needs: dict[int, Need]
    labels: dict[str, Sayings] = field(default_factory=dict)
    expressions: dict[str, Sayings] = field(default_factory=dict)


_lock = threading.Lock()
_cached: list[Lexicon] = []


def current_lexicon() -> Lexicon:
    """Two look-ups by primary key; read again when an expression was added or changed.

    The labels of needs, which change with a release, wait for a restart or for an expression.
    """
    version = lexicon_version()
    if not _cached or _cached[0].version != version:
        _cached[:] = [Lexicon(version, {need.pk: need for need in _needs()})]
    return _cached[0]


def suggest_needs(
    lexicon: Lexicon, typed: tuple[Word, ...], begun: str, *, language: str, at_most: int
) -> list[Suggestion]:
    """Those with all the words in their labels, those that begin with what is typed first."""
    labels = _sayings(lexicon.labels, language, lexicon)
    rows = [labels.rows[place] for place in labels.index.holding(typed)]
    rows.sort(key=lambda row: (row.is_aside, not row.folded.startswith(begun)))
    found = list(dict.fromkeys(row.need for row in rows))[:at_most]
    return [_of_need(lexicon.needs[pk], language) for pk in found]


def suggest_expressions(
    lexicon: Lexicon,
    typed: tuple[Word, ...],
    begun: str,
    *,
    spoken: str,
    language: str,
    at_most: int,
) -> list[Suggestion]:
    """Of different needs, in the language typed (`spoken`), with labels in that of the page."""
    if not any(word.is_telling for word in typed):
        return []
    said = _sayings(lexicon.expressions, spoken, lexicon)
    rows = [said.rows[place] for place in said.index.holding(typed)]
    rows.sort(key=lambda row: not row.folded.startswith(begun))
    by_need: dict[int, Said] = {}
    for row in rows:
        by_need.setdefault(row.need, row)
    shown = list(by_need.items())[:at_most]
    return [_of_expression(row, lexicon.needs[pk], language) for pk, row in shown]


def _of_need(need: Need, language: str) -> Suggestion:
    label = in_language(need.labels, language)
    return Suggestion(
        Kind.NEED, label, value=label, address=str(Address([need.code])), need=need.code
    )


def _of_expression(row: Said, need: Need, language: str) -> Suggestion:
    return Suggestion(
        Kind.EXPRESSION,
        row.text,
        value=row.text,
        address=str(Address([need.code])),
        detail=in_language(need.labels, language),
        need=need.code,
    )


def _sayings(read: dict[str, Sayings], language: str, lexicon: Lexicon) -> Sayings:
    if language not in read:
        with _lock:
            if language not in read:
                rows = _labels if read is lexicon.labels else _expressions
                said = rows(language, lexicon)
                read[language] = Sayings(said, WordIndex.of([row.text for row in said], language))
    return read[language]


def _labels(language: str, lexicon: Lexicon) -> list[Said]:
    """In the language and, when it is French, the official ones; in the order of the needs."""
    needs = lexicon.needs.values()
    shown = [_said(in_language(need.labels, language), need.pk) for need in needs]
    official = [_said(need.official_label, need.pk, is_aside=True) for need in needs]
    return [*shown, *(official if language == "fr" else [])]


def _said(text: str, need: int, *, is_aside: bool = False) -> Said:
    return Said(text, fold(text), need, is_aside)


def _expressions(language: str, lexicon: Lexicon) -> list[Said]:
    """The heaviest first, then the shortest."""
    rows = (
        Expression.objects.accepted()
        .filter(language=language, need__in=lexicon.needs)
        .annotate(length=Length("text"))
        .filter(length__lte=LONGEST_EXPRESSION)
        .exclude(style__in=_UNSHOWN_STYLES)
        .exclude(need__is_urgent=True)
        .exclude(also__is_urgent=True)
        .order_by("-weight", "length", "pk")
    )
    return [_said(text, need) for text, need in rows.values_list("text", "need")]


def _needs() -> list[Need]:
    """Categories in their order, each followed by its needs."""
    needs = Need.objects.current().select_related("category")
    return sorted(needs, key=_place)


def _place(need: Need) -> tuple[int, str, bool, int]:
    top = need.category or need
    return top.position, top.code, need.category is not None, need.position
