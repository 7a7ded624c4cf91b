"""Street addresses in a sentence, but those of places that everybody may know."""

import re
from collections.abc import Iterator

from moderation.checks.private.lexicon import street_words
from moderation.checks.private.tokens import Token, ends_a_sentence, tokens_of

Span = tuple[int, int]

_LINKING = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "'", "aux", "au", "a"})
_AFTER_A_NUMBER = frozenset({"bis", "ter", "quater", "a", "b", "c", "d", ",", "-", "–", "/"})
_LONGEST_NUMBER = 4
# How far before an address its owner is looked for, in words.
_BEFORE = 12
_BETWEEN = 6
_DECIMAL = r"[+-]?\d{1,3}[.,]\d{3,12}"
_POINTS = re.compile(
    rf"{_DECIMAL}\s{{0,2}}[,;/]\s{{0,2}}{_DECIMAL}"
    r"|\d{1,3}\s?°\s?\d{1,2}\s?['′’]\s?(?:\d{1,2}(?:[.,]\d{1,4})?\s?[\"″”]?)?\s?[NSEWO]\b"
)
_DOOR = re.compile(
    r"\b(?:b[âa]t(?:iment|\.)?|appt?\.?|appartement|tour|digicode|code|villa)"
    r" (?:n° ?)?(?:[A-Z]\b|\d{1,5}[A-Z]?\b)",
    re.IGNORECASE,
)


def streets_in(text: str) -> list[Span]:
    """Where an address of street, a flat or a point on the map is said, in order."""
    tokens = tokens_of(text)
    found = {found.span() for found in _POINTS.finditer(text)}
    found |= {found.span() for found in _DOOR.finditer(text) if _is_a_door(found[0])}
    for at, token in enumerate(tokens):
        if not token.is_word:
            continue
        span = _street_at(tokens, at)
        if span and not _is_known_to_all(tokens, at):
            found.add(span)
    return sorted(found)


def _is_a_door(said: str) -> bool:
    """« bâtiment B », « code 4512A »; neither « tour à » nor « code 375 »."""
    last = said.split()[-1]
    if said.lower().startswith("code"):
        return last[0].isdigit() and last[-1].isalpha()
    return last[0].isdigit() or last.isupper()


def _street_at(tokens: list[Token], at: int) -> Span | None:
    """The address whose kind of street stands there."""
    words, kind = street_words(), tokens[at].key
    if kind not in words.sure | words.unsure:
        return None
    number = _number_before(tokens, at)
    name = _name_after(tokens, at)
    if number is not None and kind in words.sure and _has_any_name(tokens, at):
        return tokens[number].start, tokens[name if name is not None else at + 1].end
    if name is None:
        return None
    if number is not None:
        return tokens[number].start, tokens[name].end
    if kind in words.alone and not _is_not_a_street(tokens, at):
        return tokens[at].start, tokens[name].end
    return None


def _number_before(tokens: list[Token], at: int) -> int | None:
    """« 12 », « 3 bis », « 27, », « douze »; a year or a price is none."""
    index = at - 1
    while index >= 0 and tokens[index].key in _AFTER_A_NUMBER and at - index <= 3:
        index -= 1
    if index < 0:
        return None
    token = tokens[index]
    if token.is_number and len(token.text) <= _LONGEST_NUMBER:
        return index
    return index if token.key in street_words().numbers and index == at - 1 else None


def _name_after(tokens: list[Token], at: int) -> int | None:
    """The last word of the name with a capital that follows; None when none does."""
    index = at + 1
    if index < len(tokens) and tokens[index].text == ".":
        index += 1
    linked = index
    while index < len(tokens) and tokens[index].key in _LINKING and index - linked < 4:
        index += 1
    if index >= len(tokens) or not _names(tokens, index, is_linked=index > linked, at=at):
        return None
    last = index
    while last + 1 < len(tokens) and tokens[last + 1].is_word and tokens[last + 1].has_a_capital:
        last += 1
    return last


def _names(tokens: list[Token], index: int, *, is_linked: bool, at: int) -> bool:
    token = tokens[index]
    if not (token.is_word and token.has_a_capital) or token.key in street_words().no_name:
        return False
    # « cours de FLE »: what is taught.
    return not (tokens[at].key == "cours" and is_linked and tokens[at - 1 : at] == [])


def _has_any_name(tokens: list[Token], at: int) -> bool:
    """A word, even in small letters: « 9 rue du general de gaulle »."""
    following = tokens[at + 1 : at + 3]
    return any(one.is_word and len(one.text) > 1 for one in following)


def _is_not_a_street(tokens: list[Token], at: int) -> bool:
    """« en route », « au cours »."""
    before = tokens[at - 1].key if at else ""
    return (tokens[at].key in {"route", "rte"} and before in {"en", "feuille"}) or (
        tokens[at].key == "cours" and (before in {"au", "en", "des", "les"})
    )


def _is_known_to_all(tokens: list[Token], at: int) -> bool:
    """Whether the sentence gives it as the address of a town hall, a hospital or their like."""
    said = _sentence_before(tokens, at)
    owner = next((i for i in reversed(range(len(said))) if _owns(said, i)), None)
    if owner is None or len(said) - owner > _BEFORE:
        return False
    words = street_words()
    between, before = said[owner + 1 :], said[max(0, owner - 4) : owner]
    if any(one.key in words.near for one in before):
        return False
    return sum(one.is_word for one in between) <= _BETWEEN and not any(
        one.key in words.ours for one in between
    )


def _sentence_before(tokens: list[Token], at: int) -> list[Token]:
    first = at
    while first and not ends_a_sentence(tokens, first - 1):
        first -= 1
    return tokens[first:at]


def _owns(said: list[Token], at: int) -> bool:
    known = street_words().known_to_all
    joined = "-".join(one.key for one in said[at : at + 2])
    longer = "-".join(one.key for one in said[at : at + 3])
    return said[at].key in known or joined in known or longer in known
