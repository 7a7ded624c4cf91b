"""The words of a sentence that name a place: only when they can hardly mean anything else."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from search.understanding.habits import Habits, Phrase
from territories.fold import fold
from territories.models.places import Level
from territories.names import Named
from territories.naming import habits as name_habits
from territories.naming import name_key, spelt_out

NamesOf = Callable[[str], Sequence[Named]]
"""The places that bear a name, by its key."""

MOST_PLACES = 2
LONGEST_NAME = 7
# Typed without a capital, a name of fewer people is more likely another word.
KNOWN_TOWN = 3_000
KNOWN_LONG_NAME = 500
# Without a word before it that announces a place.
KNOWN_BARE = 20_000
KNOWN_BARE_WITH_CAPITAL = 1_000
# A longer sentence that only ends with a name speaks of something else.
SHORT_SENTENCE = 6

_TOKEN = re.compile(r"[^\W_]+")
_POSTAL = re.compile(r"\d{5}")
_DEPARTMENT = re.compile(r"0[1-9]|[1-8]\d|9[0-5]|97[1-8]|2[ab]")
_ORDINAL = re.compile(r"(\d{1,2})(?:e|er|eme|ieme)")
_GLUE = re.compile(r"[\s'’-]*")
_BRACKETED = re.compile(r"\s*\((?P<code>\d{2,3}|2[ABab])\)")
_ARRONDISSEMENT = re.compile(r"\s+(?:arrondissement|arrdt|arr)\b", re.IGNORECASE)
_ARTICLES = {"au": "le", "aux": "les", "du": "le", "des": "les"}
_SUBJECTS = frozenset(["m", "t", "s", "l", "n", "j", "il", "elle", "on", "y", "qui", "ca", "ne", "se", "me", "nous", "vous", "lui"])
_TOWNS = (Level.COMMUNE, Level.DISTRICT)


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """`text` names the place and stands at `name_start`; `start` counts what announces it.

    `is_clear`: announced ("à", "près de", a postal code), so that namesakes are worth asking about.
    """

    text: str
    start: int
    name_start: int
    end: int
    is_clear: bool


@dataclass(frozen=True, slots=True)
class _Token:
    form: str
    start: int
    end: int
    has_capital: bool


def place_words(text: str, habits: Habits, names: NamesOf) -> list[PlaceWords]:
    """The places named, in order; none when there are more than a person can mean."""
    reader = _Reader(text, habits, names)
    found = list(reader.announced()) or list(reader.bare())
    different = {fold(each.text) for each in found}
    return found if len(different) <= MOST_PLACES else []


class _Reader:
    def __init__(self, text: str, habits: Habits, names: NamesOf) -> None:
        self.text = text
        self.habits = habits
        self.names = names
        # A sentence all in capitals has none.
        shouts = not any(letter.islower() for letter in text)
        self.tokens = [
            _Token(fold(match[0]), match.start(), match.end(), match[0][0].isupper() and not shouts)
            for match in _TOKEN.finditer(text)
        ]

    def announced(self) -> Iterator[PlaceWords]:
        at = 0
        while at < len(self.tokens):
            found = self.after_a_preposition(at) or self.code(at)
            if found is None:
                at += 1
                continue
            yield found
            while at < len(self.tokens) and self.tokens[at].start < found.end:
                at += 1

    def bare(self) -> Iterator[PlaceWords]:
        """A name that nothing announces, at one end of a few words."""
        is_short = len(self.tokens) <= SHORT_SENTENCE
        for at in range(len(self.tokens)):
            is_apart = at == 0 or self.parted(at - 1)
            if not (is_apart or is_short) or self.is_titled(at):
                continue
            found = self.name(at, is_bare=True)
            if found and self.stands_apart(found, at):
                yield PlaceWords(found.text, found.start, found.start, found.end, is_clear=False)
                return
        if is_short and (code := self.last_code()):
            yield code

    def stands_apart(self, found: "_Name", at: int) -> bool:
        rest = self.text[found.end :].lstrip()
        if at == 0:
            return bool(rest) and rest[0] in ":,-–—" and not self.text[found.end :].startswith("-")
        return not rest.strip(" .?!")

    def after_a_preposition(self, at: int) -> PlaceWords | None:
        for phrases, is_wide in ((self.habits.before, False), (self.habits.before_wide, True)):
            for phrase in phrases:
                if self.stands(phrase, at) and (found := self.named(at, phrase, is_wide=is_wide)):
                    return found
        return None

    def stands(self, phrase: Phrase, at: int) -> bool:
        end = at + len(phrase)
        return self.forms(at, end) == phrase and end < len(self.tokens)

    def named(self, at: int, phrase: Phrase, *, is_wide: bool) -> PlaceWords | None:
        first = at + len(phrase)
        if self.parted(first - 1) or self.is_said_to_somebody(at) or self.is_a_verb(at):
            return None
        start = self.tokens[at].start
        if found := self.number(first, phrase):
            return PlaceWords(found.text, start, found.start, found.end, is_clear=True)
        lives = at > 0 and self.tokens[at - 1].form in self.habits.living
        found = self.name(first, article=_ARTICLES.get(phrase[-1], ""), is_wide=is_wide, lives=lives)
        if found is None or (phrase == ("sur",) and found.key in self.habits.ordinary):
            return None
        found = self.and_another(found)
        return PlaceWords(found.text, start, found.start, found.end, is_clear=True)

    def is_said_to_somebody(self, at: int) -> bool:
        """`parler à Florence`, `née à Lyon`."""
        near = self.tokens[max(0, at - 2) : at]
        is_to = self.tokens[at].form in ("a", "au", "aux", "in")
        return is_to and any(token.form in self.habits.not_after for token in near)

    def is_a_verb(self, at: int) -> bool:
        """`il m'a collé`: whoever leaves the accent out means both."""
        token = self.tokens[at]
        if self.text[token.start : token.end] != "a":
            return False
        is_spelt_with_accents = any(letter in self.text for letter in "éèàêç")
        return is_spelt_with_accents or (at > 0 and self.tokens[at - 1].form in _SUBJECTS)

    def is_titled(self, at: int) -> bool:
        before = self.tokens[at - 1].form if at else ""
        return before.isdigit() or before in self.habits.titles

    def name(
        self,
        at: int,
        *,
        article: str = "",
        is_wide: bool = False,
        is_bare: bool = False,
        lives: bool = False,
    ) -> "_Name | None":
        """The longest name that begins here."""
        for end in range(min(len(self.tokens), at + LONGEST_NAME), at, -1):
            if any(self.parted(each) for each in range(at, end - 1)):
                continue
            name = _Name.of(self.text, self.tokens[at:end], article, keeps_article=is_bare)
            rows = name.among(self.names(name.key), is_wide=is_wide)
            if rows and self.is_sure(name, rows, is_wide=is_wide, is_bare=is_bare, lives=lives):
                return self.extended(name, end) if self.is_whole(name, end) else None
        return None

    def is_sure(
        self, name: "_Name", rows: Sequence[Named], *, is_wide: bool, is_bare: bool, lives: bool
    ) -> bool:
        is_ordinary = name.key in self.habits.ordinary
        people = max(row.population for row in rows)
        if len(name.key) < 2 or name.key in self.habits.abroad:
            return False
        if all(row.level == Level.COUNTRY for row in rows):
            return False
        if is_bare:
            least = KNOWN_BARE_WITH_CAPITAL if name.has_capital else KNOWN_BARE
            return not is_ordinary and people >= least
        if is_wide and any(row.level in _TOWNS for row in rows) and not name.has_capital:
            return False
        if is_wide and all(row.level in _TOWNS for row in rows):
            return not is_ordinary and people >= KNOWN_BARE
        if name.has_capital:
            misread = name.has_article and name.key in self.habits.capitalised
            return lives or not misread or any(row.level not in _TOWNS for row in rows)
        least = KNOWN_LONG_NAME if " " in name.key else KNOWN_TOWN
        return not is_ordinary and people >= least

    def is_whole(self, name: "_Name", end: int) -> bool:
        """`Croix-Rouge` is not the town of Croix, nor `Paris Habitat` the city."""
        if end == len(self.tokens):
            return True
        following, between = self.tokens[end], self.text[name.end : self.tokens[end].start]
        if between == "-":
            return False
        goes_on = between == " " and following.has_capital and name.has_capital
        return not goes_on or following.form.isdigit()

    def extended(self, name: "_Name", end: int) -> "_Name":
        """With the number of its district, its postal code, or what holds it, in brackets or not."""
        if bracketed := _BRACKETED.match(self.text, name.end):
            return name.until(bracketed.end(), self.text)
        if end == len(self.tokens) or self.parted(end - 1):
            return name
        token = self.tokens[end]
        ordinal = _ORDINAL.fullmatch(token.form)
        number = ordinal[1] if ordinal else token.form
        if number.isdigit() and len(number) <= 2 and self.names(f"{name.key} {int(number)}"):
            longer = name.until(token.end, self.text)
            word = _ARRONDISSEMENT.match(self.text, longer.end)
            return longer.until(word.end(), self.text) if word else longer
        if _POSTAL.fullmatch(token.form):
            return name.until(token.end, self.text)
        return self.held(name, end)

    def held(self, name: "_Name", end: int) -> "_Name":
        """`Saint-Denis de La Réunion`."""
        for words in (("de",), ("en",), ("dans", "le"), ("dans", "l"), ("dans", "la"), ("dans", "les")):
            if self.forms(end, end + len(words)) != words or end + len(words) >= len(self.tokens):
                continue
            holder = self.name(end + len(words), is_wide=True)
            if holder and holder.has_capital and not holder.is_town(self.names):
                return name.until(holder.end, self.text)
        return name

    def and_another(self, name: "_Name") -> "_Name":
        """`Toulouse ou Albi`."""
        after = next((i for i, t in enumerate(self.tokens) if t.start >= name.end), None)
        if after is None or self.tokens[after].form not in self.habits.connectors:
            return name
        at = after + 1
        if at < len(self.tokens) and self.tokens[at].form in ("a", "sur"):
            at += 1
        other = self.name(at) if at < len(self.tokens) else None
        return name.until(other.end, self.text) if other and other.has_capital else name

    def number(self, at: int, phrase: Phrase) -> "_Name | None":
        """`dans le 93`, `dans le 13e`, `à 75013`."""
        token = self.tokens[at]
        ordinal = _ORDINAL.fullmatch(token.form)
        if not token.form[0].isdigit() or self.is_counted(at, look_back=False):
            return None
        name = _Name.of(self.text, [token])
        if _POSTAL.fullmatch(token.form):
            return name
        if phrase[-2:] != ("dans", "le") or self.names_something(at + 1):
            return None
        if ordinal:
            word = _ARRONDISSEMENT.match(self.text, name.end)
            return name.until(word.end(), self.text) if word else name
        return name if _DEPARTMENT.fullmatch(token.form) else None

    def names_something(self, at: int) -> bool:
        """Whether a number counts or qualifies what stands here: `dans le 12 mètres carrés`."""
        if at >= len(self.tokens) or self.parted(at - 1):
            return False
        follows = self.tokens[at].form
        return follows not in {"et", "ou", "arrondissement", "je", "j", "pour", "avec", "a", "mais", "en"}

    def code(self, at: int) -> PlaceWords | None:
        """A postal code with the name after it, or the number of a department in brackets."""
        token = self.tokens[at]
        before = self.text[token.start - 1 : token.start]
        is_bracketed = before == "(" and self.text[token.end : token.end + 1] == ")"
        if is_bracketed and (_DEPARTMENT.fullmatch(token.form) or _POSTAL.fullmatch(token.form)):
            text = self.text[token.start : token.end]
            return PlaceWords(text, token.start - 1, token.start, token.end + 1, is_clear=True)
        if not _POSTAL.fullmatch(token.form) or self.is_counted(at, look_back=True):
            return None
        name = _Name.of(self.text, [token])
        town = self.name(at + 1) if at + 1 < len(self.tokens) and not self.parted(at) else None
        if town is not None:
            name = name.until(town.end, self.text)
        elif at + 1 < len(self.tokens) and not self.parted(at):
            return None
        return PlaceWords(name.text, name.start, name.start, name.end, is_clear=True)

    def last_code(self) -> PlaceWords | None:
        """`psychologue 69`."""
        if len(self.tokens) < 2 or self.parted(len(self.tokens) - 2):
            return None
        word, token = self.tokens[-2:]
        counted = self.is_counted(len(self.tokens) - 1, look_back=True)
        if counted or len(word.form) < 4 or not _DEPARTMENT.fullmatch(token.form):
            return None
        text = self.text[token.start : token.end]
        return PlaceWords(text, token.start, token.start, token.end, is_clear=False)

    def is_counted(self, at: int, *, look_back: bool) -> bool:
        """Whether a number is one of euros, years, a bus, a form."""
        sign = self.text[self.tokens[at].end :].lstrip()[:1]
        following = self.tokens[at + 1].form if at + 1 < len(self.tokens) else ""
        if sign in {"€", "%", "$"} or following in self.habits.units:
            return True
        return look_back and at > 0 and self.tokens[at - 1].form in self.habits.counted

    def forms(self, start: int, end: int) -> Phrase:
        return tuple(token.form for token in self.tokens[start:end])

    def parted(self, at: int) -> bool:
        """Whether more than a space, a hyphen or an apostrophe follows this word."""
        between = self.text[self.tokens[at].end : self.tokens[at + 1].start]
        return _GLUE.fullmatch(between) is None or " - " in between


@dataclass(frozen=True, slots=True)
class _Name:
    """Words that may be a name. `typed`: spelt out, its article before it, without spaces."""

    key: str
    typed: str
    text: str
    start: int
    end: int
    has_capital: bool
    has_article: bool

    @classmethod
    def of(
        cls, text: str, tokens: Sequence[_Token], article: str = "", *, keeps_article: bool = True
    ) -> "_Name":
        start, end = tokens[0].start, tokens[-1].end
        spelt = spelt_out(f"{article} {text[start:end]}")
        key = name_key(spelt)
        articles = name_habits().articles
        opens_with_article = len(tokens) > 1 and tokens[0].form in articles
        named = tokens[1] if opens_with_article else tokens[0]
        if opens_with_article and not keeps_article and not tokens[0].has_capital:
            start = named.start
        return cls(
            key=name_habits().nicknames.get(key, key),
            typed=spelt.replace(" ", ""),
            text=text[start:end],
            start=start,
            end=end,
            has_capital=named.has_capital,
            has_article=spelt != key,
        )

    def among(self, rows: Sequence[Named], *, is_wide: bool) -> list[Named]:
        """`à la rue` is not Rue, nor `sur les paris` Paris; articles of larger places vary."""
        towns = [row for row in rows if row.level in _TOWNS]
        so_typed = [row for row in towns if self.typed == row.slug.replace("-", "")]
        larger = [row for row in rows if row.level not in _TOWNS]
        return [*so_typed, *larger] if so_typed or is_wide or not towns else []

    def is_town(self, names: NamesOf) -> bool:
        return all(row.level in _TOWNS for row in names(self.key))

    def until(self, end: int, text: str) -> "_Name":
        return _Name(
            self.key, self.typed, text[self.start : end], self.start, end, self.has_capital, self.has_article
        )
