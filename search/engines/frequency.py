"""How common words are, remembered a while: they decide which words are looked for, no more."""

from collections.abc import Callable, Collection, Mapping

from django.core.cache import cache

REMEMBERED_SECONDS = 300


Count = Callable[[Collection[str]], Mapping[str, int]]


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
