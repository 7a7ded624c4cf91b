"""A text cut into the words among which places are looked for, and a run of them as a name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from search.understanding.habits import Phrase
from territories.fold import fold
from territories.models.places import TOWNS
from territories.names import Named
from territories.naming import habits, name_key, spelt_out

_TOKEN = re.compile(r"[^\W_]+")
_GLUE = re.compile(r"[\s'’-]*")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word: folded, and where it stands."""

    form: str
    start: int
    end: int
    has_capital: bool


class Speech:
    """The words of a text; elided ones count, as in `près d'Albi`."""

    def __init__(self, text: str) -> None:
        self.text = text
        # A sentence all in capitals has none.
        shouts = not any(letter.islower() for letter in text)
        self.words = [
            Spoken(fold(each[0]), each.start(), each.end(), each[0][0].isupper() and not shouts)
            for each in _TOKEN.finditer(text)
        ]
        self.size = len(self.words)

    @cached_property
    def has_accents(self) -> bool:
        return not self.text.isascii()

    def as_typed(self, at: int) -> str:
        return self.text[self.words[at].start : self.words[at].end]

    def before(self, at: int) -> str:
        """The word before, "" for none."""
        return self.words[at - 1].form if at else ""

    def stands(self, phrase: Phrase, at: int) -> bool:
        """Whether the words of the phrase stand here, with another after them."""
        end = at + len(phrase)
        return end < self.size and tuple(word.form for word in self.words[at:end]) == phrase

    def parted(self, at: int) -> bool:
        """Whether more than a space, a hyphen or an apostrophe follows this word, or nothing."""
        if at + 1 >= self.size:
            return True
        between = self.text[self.words[at].end : self.words[at + 1].start]
        return _GLUE.fullmatch(between) is None or " - " in between

    def run(self, start: int, longest: int) -> int:
        """The end of the words that nothing parts from the one at `start`."""
        end = start + 1
        while end - start < longest and not self.parted(end - 1):
            end += 1
        return end


@dataclass(frozen=True, slots=True)
class Name:
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
        cls,
        speech: Speech,
        start: int,
        end: int,
        *,
        article: str = "",
        keeps_article: bool = True,
    ) -> "Name":
        """`article` was said in the word before ("au Mans"); one among the words may be let go."""
        words = speech.words[start:end]
        opens_with_article = len(words) > 1 and words[0].form in habits().articles
        named = words[1] if opens_with_article else words[0]
        drops = opens_with_article and not keeps_article and not words[0].has_capital
        first, last = named.start if drops else words[0].start, words[-1].end
        spelt = spelt_out(f"{article} {speech.text[words[0].start : last]}")
        key = name_key(spelt)
        return cls(
            key=habits().nicknames.get(key, key),
            typed=spelt.replace(" ", ""),
            text=speech.text[first:last],
            start=first,
            end=last,
            has_capital=named.has_capital,
            has_article=spelt != key,
        )

    def among(self, rows: Sequence[Named], *, is_wide: bool) -> list[Named]:
        """`à la rue` is not Rue, nor `sur les paris` Paris; articles of larger places vary."""
        towns = [row for row in rows if row.level in TOWNS]
        so_typed = [row for row in towns if self.typed == row.slug.replace("-", "")]
        larger = [row for row in rows if row.level not in TOWNS]
        return [*so_typed, *larger] if so_typed or is_wide or not towns else []

    def until(self, end: int, text: str) -> "Name":
        return replace(self, text=text[self.start : end], end=end)


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """`text` names the place; from `start` to `end` stands what announces it too.

    `is_clear`: announced ("à", "près de", a postal code), so that namesakes are worth asking about.
    """

    text: str
    start: int
    end: int
    is_clear: bool

    @classmethod
    def announced(cls, name: Name, start: int) -> "PlaceWords":
        return cls(name.text, start, name.end, is_clear=True)

    @classmethod
    def bare(cls, name: Name) -> "PlaceWords":
        return cls(name.text, name.start, name.end, is_clear=False)


def article_in(phrase: Phrase, contractions: Mapping[str, str]) -> str:
    """The article that the last word of a phrase holds: of `près du`, `le`."""
    return contractions.get(phrase[-1], "")
