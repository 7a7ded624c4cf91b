"""How common words are, remembered a while: they decide which words are looked for, no more."""

from collections.abc import Callable, Collection

from django.core.cache import cache

REMEMBERED_SECONDS = 300


def frequencies(words: Collection[str], counted: Callable[[str], int]) -> dict[str, int]:
    """In how many documents each word is; words that are in none are asked again each time."""
    keys = {f"search-frequency:{word}": word for word in words}
    known = {keys[key]: number for key, number in cache.get_many(keys).items()}
    asked = {word: counted(word) for word in words if word not in known}
    fresh = {f"search-frequency:{word}": number for word, number in asked.items() if number}
    if fresh:
        cache.set_many(fresh, REMEMBERED_SECONDS)
    return known | asked
