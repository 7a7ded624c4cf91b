"""People named in a sentence; neither places nor houses that bear the name of somebody."""

from moderation.checks.private.lexicon import people_words
from moderation.checks.private.signs import signs_in
from moderation.checks.private.tokens import Token, ends_a_sentence, tokens_of

Span = tuple[int, int]

_LINKING = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "'", "-", "«", '"', "et", "."}
)
_PARTICLES = frozenset({"le", "la", "de", "du", "ben", "el", "al", "van", "ait", "da", "dos"})
# How far a house is looked for before the name it bears, in words.
_BEFORE = 4
# Words of a name at most: a whole page in capitals is not the name of one person.
_LONGEST_NAME = 8


def people_in(text: str) -> list[Span]:
    """Where somebody is named, or can be reached or recognised, in order."""
    tokens = tokens_of(text)
    found = set(signs_in(text))
    for at, token in enumerate(tokens):
        if token.is_word and (span := _person_at(tokens, at)):
            found.add(span)
    return sorted(found)


def _person_at(tokens: list[Token], at: int) -> Span | None:
    for reads in (_titled, _by_first_name, _introduced):
        if span := reads(tokens, at):
            return span
    return None


def _titled(tokens: list[Token], at: int) -> Span | None:
    """« Mme Perrin », « M. Bernard Lacombe »; neither « Madame, Monsieur » nor « M. le maire »."""
    words = people_words()
    token = tokens[at]
    if token.key not in words.titles or (len(token.key) == 1 and not token.has_a_capital):
        return None
    index = at + 1
    if index < len(tokens) and tokens[index].text == ".":
        index += 1
    named = index + 1 if _is_a_particle(tokens, index) else index
    if named >= len(tokens) or not _may_be_a_name(tokens[named]):
        return None
    if tokens[named].key in words.no_name | words.titles or _bears_a_name(tokens, at):
        return None
    return tokens[index].start, tokens[_end_of_name(tokens, named)].end


def _is_a_particle(tokens: list[Token], at: int) -> bool:
    """« Le » of « Le Goff »."""
    return at < len(tokens) and tokens[at].has_a_capital and tokens[at].key in _PARTICLES


def _by_first_name(tokens: list[Token], at: int) -> Span | None:
    """A known first name, with the family name beside it when there is one."""
    words, token = people_words(), tokens[at]
    if not token.has_a_capital or not _is_a_first_name(token) or _bears_a_name(tokens, at):
        return None
    last = _end_of_name(tokens, at)
    if token.key in words.places_too and last == at:
        return None
    first = at
    if at and _may_be_a_name(tokens[at - 1]) and not _begins_a_sentence(tokens, at - 1):
        first = at - 1
    return tokens[first].start, tokens[last].end


def _introduced(tokens: list[Token], at: int) -> Span | None:
    """« Contact : Ewa Nowak », « contactez Ewa Nowak »: two words with a capital."""
    if not _may_be_a_name(tokens[at]) or at + 1 >= len(tokens) or not at:
        return None
    if not _may_be_a_name(tokens[at + 1]):
        return None
    keys = [one.key for one in tokens[max(0, at - 3) : at] if one.is_word]
    if not _presents(keys) or _bears_a_name(tokens, at):
        return None
    return tokens[at].start, tokens[_end_of_name(tokens, at)].end


def _presents(keys: list[str]) -> bool:
    """Whether a name follows these words: « contactez », « écrivez à », « le référent est »."""
    words = people_words()
    last = [key for key in keys if key != "a"][-1:]
    return bool(last and last[0] in words.calls) or not words.roles.isdisjoint(keys)


def _is_a_first_name(token: Token) -> bool:
    """« Jean-Marc » is one though only its parts are listed; « Simone-Veil » is not."""
    known, word = people_words().first_names, token.text.lower()
    if word in known:
        return True
    parts = word.split("-")
    return len(parts) == 2 and all(part in known for part in parts)


def _end_of_name(tokens: list[Token], at: int) -> int:
    """The last word of the name that begins there, initials and particles included."""
    last = at
    while last + 1 < len(tokens) and last - at < _LONGEST_NAME:
        following = tokens[last + 1]
        if _may_be_a_name(following):
            last += 1
        elif (
            following.key in _PARTICLES
            and last + 2 < len(tokens)
            and _may_be_a_name(tokens[last + 2])
        ):
            last += 2
        else:
            break
    return last


def _may_be_a_name(token: Token) -> bool:
    """A word with a capital that is no acronym, and none of those that name nobody."""
    if not (token.is_word and token.has_a_capital):
        return False
    return token.key not in people_words().no_person


def _begins_a_sentence(tokens: list[Token], at: int) -> bool:
    return at == 0 or ends_a_sentence(tokens, at - 1) or tokens[at - 1].text in ":«"


def _bears_a_name(tokens: list[Token], at: int) -> bool:
    """Whether a house, a street or a saint stands just before: « centre social Simone Veil »."""
    words, index, steps = people_words(), at - 1, 0
    while index >= 0 and steps < _BEFORE:
        token = tokens[index]
        if token.key in words.named_after:
            return True
        if token.key not in _LINKING and not _may_be_a_name(token):
            return False
        if ends_a_sentence(tokens, index):
            return False
        index, steps = index - 1, steps + 1
    return False
