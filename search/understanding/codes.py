"""Numbers that say where: postal codes, departments, districts; not euros, years or buses."""

import re

from search.understanding.habits import Habits, Phrase
from search.understanding.spoken import Name, PlaceWords, Speech

# Without anything before it, the number of a department is a place only in so few words.
SHORT_SENTENCE = 6
# A shorter word before a bare number seldom is what is looked for there.
SHORTEST_WORD = 4

_POSTAL = re.compile(r"\d{5}")
_DEPARTMENT = re.compile(r"0[1-9]|[1-8]\d|9[0-5]|97[1-8]|2[ab]")
_ORDINAL = re.compile(r"(\d{1,2})(?:e|er|eme|ieme)")
_ARRONDISSEMENT = re.compile(r"\s+(?:arrondissement|arrdt|arr)\b", re.IGNORECASE)
_SIGNS = ("€", "%", "$")


class Codes:
    def __init__(self, speech: Speech, habits: Habits) -> None:
        self.speech = speech
        self.habits = habits

    def after(self, phrase: Phrase, at: int) -> Name | None:
        """`dans le 93`, `dans le 13e`, `à 75013`."""
        form = self.speech.words[at].form
        if not form[0].isdigit() or self.counts(at):
            return None
        name = Name.of(self.speech, at, at + 1)
        if is_postal(form):
            return name
        if phrase not in self.habits.before_code or self.names_something(at):
            return None
        if _ORDINAL.fullmatch(form):
            return self.with_its_word(name)
        return name if _DEPARTMENT.fullmatch(form) else None

    def alone(self, at: int) -> Name | None:
        """A postal code that nothing announces."""
        form = self.speech.words[at].form
        if not is_postal(form) or self.counts(at) or self.speech.before(at) in self.habits.counted:
            return None
        return Name.of(self.speech, at, at + 1)

    def bracketed(self, at: int) -> PlaceWords | None:
        """`(12)`."""
        word = self.speech.words[at]
        around = self.speech.text[max(0, word.start - 1) : word.end + 1]
        is_code = _DEPARTMENT.fullmatch(word.form) or is_postal(word.form)
        if not is_code or around != f"({self.speech.as_typed(at)})":
            return None
        name = Name.of(self.speech, at, at + 1)
        return PlaceWords(name.text, word.start - 1, word.end + 1, is_clear=True)

    def last(self) -> PlaceWords | None:
        """`psychologue 69`."""
        at = self.speech.size - 1
        if at < 1 or self.speech.size > SHORT_SENTENCE or self.speech.parted(at - 1):
            return None
        before = self.speech.before(at)
        if len(before) < SHORTEST_WORD or before in self.habits.counted or self.counts(at):
            return None
        is_code = _DEPARTMENT.fullmatch(self.speech.words[at].form)
        return PlaceWords.bare(Name.of(self.speech, at, at + 1)) if is_code else None

    def counts(self, at: int) -> bool:
        """Whether the number is one of euros, years, people."""
        sign = self.speech.text[self.speech.words[at].end :].lstrip()[:1]
        following = self.speech.words[at + 1].form if at + 1 < self.speech.size else ""
        return sign in _SIGNS or following in self.habits.units

    def names_something(self, at: int) -> bool:
        """Whether the number counts or qualifies what follows: `dans le 12 mètres carrés`."""
        if self.speech.parted(at):
            return False
        return self.speech.words[at + 1].form not in self.habits.after_number

    def with_its_word(self, name: Name) -> Name:
        """`13e arrondissement`."""
        word = _ARRONDISSEMENT.match(self.speech.text, name.end)
        return name.until(word.end(), self.speech.text) if word else name


def is_postal(form: str) -> bool:
    return _POSTAL.fullmatch(form) is not None


def district_of(form: str) -> str:
    """`18` of `18`, `18e`, `18eme`; "" of what is no district's number."""
    ordinal = _ORDINAL.fullmatch(form)
    number = ordinal[1] if ordinal else form
    return str(int(number)) if number.isdigit() and len(number) <= 2 else ""
