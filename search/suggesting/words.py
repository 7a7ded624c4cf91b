"""Texts found by the beginnings of their words, in the memory of the process."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.analysis import tokens, words
from search.suggesting.typed import Word

_AFTER_ALL_LETTERS = "\U0010ffff"

Places = frozenset[int]


@dataclass(frozen=True, slots=True)
class WordIndex:
    """`places[i]` are the texts, by number, that hold the word `words[i]`; the words are sorted.

    Stop words are left out: nobody looks for what holds "avec".
    """

    words: list[str]
    places: list[Places]
    stems: dict[str, Places]

    @classmethod
    def of(cls, texts: Iterable[str], language: str) -> "WordIndex":
        by_word: dict[str, set[int]] = defaultdict(set)
        by_stem: dict[str, set[int]] = defaultdict(set)
        for place, text in enumerate(texts):
            for word, _start, _end in words(text):
                for stem in tokens(word, language):
                    by_word[word].add(place)
                    by_stem[stem].add(place)
        ordered = sorted(by_word)
        return cls(
            ordered,
            [frozenset(by_word[word]) for word in ordered],
            {stem: frozenset(places) for stem, places in by_stem.items()},
        )

    def holding(self, typed: Sequence[Word]) -> list[int]:
        """The texts that hold, for each word, one that begins with it or has its stem."""
        found: Places | None = None
        for word in typed:
            places = self._holding_one(word)
            found = places if found is None else found & places
            if not found:
                return []
        return sorted(found or ())

    def _holding_one(self, word: Word) -> Places:
        first = bisect_left(self.words, word.text)
        last = bisect_right(self.words, word.text + _AFTER_ALL_LETTERS, lo=first)
        return self.stems.get(word.stem, frozenset()).union(*self.places[first:last])
