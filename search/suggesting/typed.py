"""What has been typed so far, word by word; the last word may have only been begun."""

from dataclasses import dataclass

from search.analysis import tokens, words
from search.stopwords import NEGATIONS

# Past these somebody is telling a story, and no label or name begins like it.
LONGEST_TYPED = 120
MOST_WORDS = 8

SHORTEST_WORD = 2
# Fewer letters than this are anybody's: no sentence is put forward on their account.
TELLING = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word, and its stem."""

    text: str
    stem: str

    @property
    def is_telling(self) -> bool:
        return len(self.text) >= TELLING and self.text not in NEGATIONS


def read_typed(text: str, language: str) -> tuple[Word, ...]:
    """The words that count, stop words left out unless nothing else is typed. Never raises."""
    if len(text) > LONGEST_TYPED:
        return ()
    typed = [word for word, _start, _end in words(text) if _is_word(word)]
    if len(typed) == 1:
        return (Word(typed[0], _stem(typed[0], language) or typed[0]),)
    known = [(word, _stem(word, language)) for word in typed]
    found = tuple(Word(word, stem) for word, stem in known if stem)
    return found if len(found) <= MOST_WORDS else ()


def _is_word(word: str) -> bool:
    return len(word) >= SHORTEST_WORD or word.isdigit()


def _stem(word: str, language: str) -> str:
    """Empty for a stop word."""
    return "".join(tokens(word, language))
