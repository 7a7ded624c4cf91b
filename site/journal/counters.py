"""Counts in the cache, of what is only counted to be limited."""

import sys

from django.core.cache import cache

# More than any limit: while the cache is away nothing is known, and nothing more is let through.
UNKNOWN = sys.maxsize


def one_more(key: str, *, seconds: float) -> int:
    """How often this was counted since the cache keeps it, this time with it.

    One step of the cache counts and answers, so that what is sent at once never passes together.
    """
    if cache.add(key, 1, timeout=seconds):
        return 1
    try:
        counted = cache.incr(key)
    except ValueError:
        # It was thrown out of a full cache since.
        cache.set(key, 1, timeout=seconds)
        return 1
    return UNKNOWN if counted is None else int(counted)
