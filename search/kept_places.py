"""Places that were asked a moment ago, kept some minutes: they seldom change."""

from hashlib import sha256

from django.core.cache import cache
from django.utils import timezone

from territories.resolution import Resolution, resolve_place

KEPT_SECONDS = 600


def resolve_kept(text: str) -> Resolution:
    """As `resolve_place`; a sure place is kept under the text and its uid.

    The page of results asks for it right after the form; people of one territory name one town.
    """
    kept: Resolution | None = cache.get(_key(text))
    if kept is not None:
        return kept
    found = resolve_place(text)
    if found.place is not None:
        sure = Resolution("place", found.place, (found.place,), found.fell_back)
        cache.set_many(dict.fromkeys((_key(text), _key(found.place.uid)), sure), KEPT_SECONDS)
    return found


def _key(text: str) -> str:
    """Nobody reads in a cache what was typed."""
    digest = sha256(text.encode("utf-8", "replace")).hexdigest()
    return f"search-place:{digest}:{timezone.localdate()}"
