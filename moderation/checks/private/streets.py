"""Street addresses in a sentence, but those of places that everybody may know."""

import re

from moderation.checks.private.lexicon import street_words
from moderation.checks.private.tokens import Token, ends_a_sentence, tokens_of

Span = tuple[int, int]

_LINKING = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "'", "aux", "au", "a"})
_AFTER_A_NUMBER = frozenset({"bis", "ter", "quater", "a", "b", "c", "d", ",", "-", "–", "/"})
_ARTICLES = frozenset({"du", "des", "la", "le", "les", "l", "'"})
_ROADS, _SAINTS = frozenset({"route", "rte"}), frozenset({"saint", "sainte", "st", "ste"})
_NUMBERED_ROADS = frozenset({"departementale", "nationale"})
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
    first = at - 1 if at and tokens[at - 1].key in words.before else at
    number = _number_before(tokens, first)
    last = _end_of_address(tokens, at, is_numbered=number is not None)
    if last is None and first < at and (number is not None or tokens[first].has_a_capital):
        last = at
    if last is None or (number is None and _is_not_a_street(tokens, at)):
        return None
    return tokens[first if number is None else number].start, tokens[last].end


def _end_of_address(tokens: list[Token], at: int, *, is_numbered: bool) -> int | None:
    """The last word of the name that makes it an address; None when nothing does."""
    words, kind = street_words(), tokens[at].key
    name = _begins_name(tokens, at)
    if name is not None and _is_proper(tokens, name, at) and (is_numbered or kind in words.alone):
        return _end_of_name(tokens, name)
    if name is None:
        return None
    is_sure = is_numbered and kind in words.sure and tokens[name].text.isalnum()
    return name if is_sure or _is_plain_name(tokens, name, at, is_numbered=is_numbered) else None


def _is_plain_name(tokens: list[Token], name: int, at: int, *, is_numbered: bool) -> bool:
    """A name in small letters that an article joins: « 2 place de l'église »."""
    words, kind = street_words(), tokens[at].key
    if not tokens[name].is_word:
        return False
    if is_numbered and (kind in _ROADS or tokens[name].key in _SAINTS):
        return True
    joined = words.numbered if is_numbered else words.articled
    has_an_article = any(one.key in _ARTICLES for one in tokens[at + 1 : name])
    is_square = kind in {"place", "pl"} and tokens[name].key in words.squares
    return has_an_article and (kind in joined or is_square)


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


def _begins_name(tokens: list[Token], at: int) -> int | None:
    """The first word of the name after what joins it to the kind of street."""
    index = at + 1
    if index < len(tokens) and tokens[index].text == ".":
        index += 1
    linked = index
    while index < len(tokens) and tokens[index].key in _LINKING and index - linked < 4:
        index += 1
    return index if index < len(tokens) else None


def _is_proper(tokens: list[Token], name: int, at: int) -> bool:
    """A name with a capital, or a day: « place du 8 mai 1945 », « route départementale 945 »."""
    token = tokens[name]
    if token.is_number:
        return name + 1 < len(tokens) and tokens[name + 1].key in street_words().months
    if token.key in _NUMBERED_ROADS:
        return name + 1 < len(tokens) and tokens[name + 1].is_number
    if not token.has_a_capital or token.key in street_words().no_name:
        return False
    # « cours de Cuisine »: what is taught; but « cours de la Liberté ».
    joined = [one.key for one in tokens[at + 1 : name]]
    return tokens[at].key != "cours" or joined != ["de"]


def _end_of_name(tokens: list[Token], name: int) -> int:
    last = name
    while last + 1 < len(tokens) and (tokens[last + 1].is_word and tokens[last + 1].has_a_capital):
        last += 1
    return last


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
    first, furthest = at, max(0, at - _BEFORE - 4)
    while first > furthest and not ends_a_sentence(tokens, first - 1):
        first -= 1
    return tokens[first:at]


def _owns(said: list[Token], at: int) -> bool:
    known = street_words().known_to_all
    joined = "-".join(one.key for one in said[at : at + 2])
    longer = "-".join(one.key for one in said[at : at + 3])
    return said[at].key in known or joined in known or longer in known
