"""How common words are, remembered a while: they decide which words are looked for, no more."""

from collections.abc import Callable, Collection, Mapping
from itertools import accumulate

from django.core.cache import cache

from search.engines.base import SCORED_WORDS

REMEMBERED_SECONDS = 300
# A word that more documents hold than this tells little and costs much; so do several together.
COMMON = 8_000


Count = Callable[[Collection[str]], Mapping[str, int]]


def telling(words: tuple[str, ...], known: Mapping[str, int]) -> tuple[str, ...]:
    """The rarest of the words, as long as they are not common together; at least one.

    `known`: in how many documents each is.
    """
    rarest = sorted((word for word in words if known[word]), key=lambda word: known[word])
    held = accumulate(known[word] for word in rarest)
    rare = [word for word, total in zip(rarest, held, strict=True) if total <= COMMON]
    return tuple((rare or rarest[:1])[:SCORED_WORDS])


def frequencies(words: Collection[str], count: Count, *, absent_for: int = 0) -> dict[str, int]:
    """In how many documents each word is. Words that are in none are asked again after so many
    seconds: each time, where asking costs little."""
    keys = {f"search-frequency:{word}": word for word in words}
    known = {keys[key]: number for key, number in cache.get_many(keys).items()}
    asked = [word for word in words if word not in known]
    counted = count(asked) if asked else {}
    _remember({word: number for word, number in counted.items() if number}, REMEMBERED_SECONDS)
    if absent_for:
        _remember({word: 0 for word, number in counted.items() if not number}, absent_for)
    return {word: known.get(word) or counted.get(word, 0) for word in words}


def _remember(counted: Mapping[str, int], seconds: int) -> None:
    if counted:
        cache.set_many({f"search-frequency:{word}": n for word, n in counted.items()}, seconds)
