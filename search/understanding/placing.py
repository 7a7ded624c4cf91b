"""The words of a sentence that name a place: only when they can hardly mean anything else."""

import re
from collections.abc import Callable, Iterator, Sequence

from search.understanding.codes import Codes, district_of, is_postal
from search.understanding.habits import Habits, Phrase
from search.understanding.spoken import Name, PlaceWords, Speech, article_in
from territories.fold import fold
from territories.models.places import TOWNS, Level
from territories.names import Named

NamesOf = Callable[[str], Sequence[Named]]
"""The places that bear a name, by its key."""

MOST_PLACES = 2
LONGEST_NAME = 7
# Typed without a capital, a name of fewer people is more likely another word.
KNOWN_TOWN = 3_000
KNOWN_LONG_NAME = 500
# Of a town after "en" or "dans", which seldom stand before one.
KNOWN_AFTER_EN = 10_000
# Without a word before it that announces a place.
KNOWN_BARE = 20_000
KNOWN_BARE_WITH_CAPITAL = 1_000
# A longer sentence that only ends with a name speaks of something else.
SHORT_SENTENCE = 6

_BRACKETED = re.compile(r"\s*\((?:\d{2,3}|2[ABab])\)")
_AFTER_THE_FIRST = ":,-–—"
_LAST_SIGNS = " .?!"
_WITHOUT_ACCENT = "a"


def place_words(text: str, habits: Habits, names: NamesOf) -> list[PlaceWords]:
    """The places named, in order; none when there are more than a person can mean."""
    reader = _Reader(Speech(text), habits, names)
    found = list(reader.announced()) or list(reader.bare())
    different = {fold(each.text) for each in found}
    return found if len(different) <= MOST_PLACES else []


class _Reader:
    def __init__(self, speech: Speech, habits: Habits, names: NamesOf) -> None:
        self.speech = speech
        self.habits = habits
        self.names = names
        self.codes = Codes(speech, habits)

    def announced(self) -> Iterator[PlaceWords]:
        at = 0
        while at < self.speech.size:
            found = self.after_a_preposition(at) or self.codes.bracketed(at) or self.postal(at)
            if found is None:
                at += 1
                continue
            yield found
            while at < self.speech.size and self.speech.words[at].start < found.end:
                at += 1

    def bare(self) -> Iterator[PlaceWords]:
        """A name that nothing announces, at one end of a few words."""
        is_short = self.speech.size <= SHORT_SENTENCE
        for at in range(self.speech.size):
            is_apart = at == 0 or self.speech.parted(at - 1)
            if not is_apart and (not is_short or self.is_titled(at)):
                continue
            found = self.name(at, is_bare=True)
            if found and self.is_at_an_end(found, at):
                yield PlaceWords.bare(found)
                return
        if code := self.codes.last():
            yield code

    def is_titled(self, at: int) -> bool:
        before = self.speech.before(at)
        return before.isdigit() or before in self.habits.titles

    def is_at_an_end(self, found: Name, at: int) -> bool:
        """`Lille : où se laver`, `réparer mon vélo, Strasbourg`."""
        rest = self.speech.text[found.end :]
        if at == 0:
            return rest.lstrip()[:1] in tuple(_AFTER_THE_FIRST) and not rest.startswith("-")
        return not rest.strip(_LAST_SIGNS)

    def after_a_preposition(self, at: int) -> PlaceWords | None:
        for phrase, is_wide in self.habits.before.get(self.speech.words[at].form, ()):
            if self.speech.stands(phrase, at):
                found = self.named(at, phrase, is_wide=is_wide)
                if found is not None:
                    return found
        return None

    def named(self, at: int, phrase: Phrase, *, is_wide: bool) -> PlaceWords | None:
        first = at + len(phrase)
        start = self.speech.words[at].start
        if self.speech.parted(first - 1) or self.is_said_to_somebody(at) or self.is_a_verb(at):
            return None
        if code := self.codes.after(phrase, first):
            return PlaceWords.announced(code, start)
        article = article_in(phrase, self.habits.contractions)
        lives = not self.habits.living.isdisjoint((self.speech.before(at), *phrase))
        found = self.name(first, article=article, is_wide=is_wide, lives=lives)
        if found is None or (phrase == ("sur",) and found.key in self.habits.ordinary):
            return None
        return PlaceWords.announced(self.and_another(found), start)

    def is_said_to_somebody(self, at: int) -> bool:
        """`parler à Florence`, `née à Lyon`."""
        near = self.speech.words[max(0, at - 2) : at]
        is_to = self.speech.words[at].form in self.habits.to
        return is_to and any(word.form in self.habits.not_after for word in near)

    def is_a_verb(self, at: int) -> bool:
        """`il m'a collé`: whoever leaves accents out writes both in the same way."""
        if self.speech.as_typed(at) != _WITHOUT_ACCENT:
            return False
        return self.speech.has_accents or self.speech.before(at) in self.habits.subjects

    def postal(self, at: int) -> PlaceWords | None:
        """A postal code, alone at the end or with the name after it."""
        name = self.codes.alone(at)
        if name is None:
            return None
        if self.speech.parted(at):
            return PlaceWords.announced(name, name.start)
        town = self.name(at + 1)
        longer = name.until(town.end, self.speech.text) if town else None
        return PlaceWords.announced(longer, name.start) if longer else None

    def name(
        self,
        at: int,
        *,
        article: str = "",
        is_wide: bool = False,
        is_bare: bool = False,
        lives: bool = False,
    ) -> Name | None:
        """The longest name that begins here."""
        for end in range(self.speech.run(at, LONGEST_NAME), at, -1):
            name = Name.of(self.speech, at, end, article=article, keeps_article=is_bare)
            rows = name.among(self.names(name.key), is_wide=is_wide)
            if rows and self.is_a_place(name, rows):
                sure = (
                    self.is_sure_bare(name, rows)
                    if is_bare
                    else self.is_sure(name, rows, is_wide=is_wide, lives=lives)
                )
                if sure:
                    return self.extended(name, end) if self.is_whole(name, end) else None
        return None

    def is_a_place(self, name: Name, rows: Sequence[Named]) -> bool:
        is_only_a_country = all(row.level == Level.COUNTRY for row in rows)
        return len(name.key) > 1 and name.key not in self.habits.abroad and not is_only_a_country

    def is_sure_bare(self, name: Name, rows: Sequence[Named]) -> bool:
        least = KNOWN_BARE_WITH_CAPITAL if name.has_capital else KNOWN_BARE
        return name.key not in self.habits.ordinary and _people(rows) >= least

    def is_sure(self, name: Name, rows: Sequence[Named], *, is_wide: bool, lives: bool) -> bool:
        is_ordinary = name.key in self.habits.ordinary
        towns = [row for row in rows if row.level in TOWNS]
        if is_wide and towns and not name.has_capital:
            return False
        if is_wide and len(towns) == len(rows):
            return not is_ordinary and _people(rows) >= KNOWN_AFTER_EN
        if name.has_capital:
            is_other = name.has_article and name.key in self.habits.capitalised
            return lives or not is_other or len(towns) < len(rows)
        least = KNOWN_LONG_NAME if " " in name.key else KNOWN_TOWN
        return not is_ordinary and _people(rows) >= least

    def is_whole(self, name: Name, end: int) -> bool:
        """`Croix-Rouge` is not the town of Croix, nor `Paris Habitat` the city."""
        if end == self.speech.size:
            return True
        following = self.speech.words[end]
        between = self.speech.text[name.end : following.start]
        goes_on = between == " " and following.has_capital and name.has_capital
        return between != "-" and not goes_on

    def extended(self, name: Name, end: int) -> Name:
        """With the number of its district, its postal code, or what holds it."""
        text = self.speech.text
        if bracketed := _BRACKETED.match(text, name.end):
            return name.until(bracketed.end(), text)
        if self.speech.parted(end - 1):
            return name
        word = self.speech.words[end]
        district = district_of(word.form)
        if district and self.names(f"{name.key} {district}"):
            return self.codes.with_its_word(name.until(word.end, text))
        return name.until(word.end, text) if is_postal(word.form) else self.held(name, end)

    def held(self, name: Name, end: int) -> Name:
        """`Saint-Denis de La Réunion`."""
        for words in self.habits.held_by:
            if not self.speech.stands(words, end):
                continue
            holder = self.name(end + len(words), is_wide=True)
            if holder and holder.has_capital and not self.is_town(holder):
                return name.until(holder.end, self.speech.text)
        return name

    def is_town(self, name: Name) -> bool:
        return all(row.level in TOWNS for row in self.names(name.key))

    def and_another(self, name: Name) -> Name:
        """`Toulouse ou Albi`."""
        words = self.speech.words
        after = next((at for at, word in enumerate(words) if word.start >= name.end), None)
        if after is None or words[after].form not in self.habits.connectors:
            return name
        at = after + 1
        if at < self.speech.size and words[at].form in self.habits.again:
            at += 1
        other = self.name(at) if at < self.speech.size else None
        return name.until(other.end, self.speech.text) if other and other.has_capital else name


def _people(rows: Sequence[Named]) -> int:
    return max(row.population for row in rows)
