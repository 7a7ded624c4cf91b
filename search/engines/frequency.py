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


def frequencies(words: Collection[str], count: Count) -> dict[str, int]:
    """In how many documents each word is; words that are in none are asked again each time."""
    keys = {f"search-frequency:{word}": word for word in words}
    known = {keys[key]: number for key, number in cache.get_many(keys).items()}
    asked = [word for word in words if word not in known]
    counted = count(asked) if asked else {}
    fresh = {f"search-frequency:{word}": number for word, number in counted.items() if number}
    if fresh:
        cache.set_many(fresh, REMEMBERED_SECONDS)
    return {word: known.get(word) or counted.get(word, 0) for word in words}
