"""The topics of what a page is drawn from (`watched`), by the name of its view."""

from functools import lru_cache

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import get_language_from_path, override

# Paths, each with its topics.
MOST_REMEMBERED = 5_000

Topics = tuple[str, ...]

# `{public_id}` is what the address says. A view that is not listed is drawn anew each time.
_OF_VIEWS: dict[str, Topics] = {
    "offers:offer": ("offer:{public_id}", "words", "places"),
    "offers:structure": ("structure:{public_id}", "words", "places"),
    "offers:needs": ("site", "words", "needs", "offers"),
    "offers:need": ("site", "words", "needs", "offers"),
    "offers:territories": ("site", "places", "offers"),
    "offers:territory": ("site", "words", "places", "contacts", "offers"),
    "offers:structures": ("site", "words", "places", "structures", "offers"),
}
_OF_THE_FIRST_PAGE: Topics = ("site", "words", "census")
# The other pages of Wagtail's tree that answer by themselves are texts; the rest lead to a view.
_OF_GUIDES: Topics = ("site",)


@lru_cache(MOST_REMEMBERED)
def match_of(path: str) -> ResolverMatch | None:
    """The view at this path, in whichever language."""
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path)
        except Resolver404:
            return None


@lru_cache(MOST_REMEMBERED)
def topics_of(path: str) -> Topics:
    """None of them when the page is not kept."""
    match = match_of(path)
    if match is None:
        return ()
    if match.view_name == "wagtail_serve":
        return _OF_GUIDES if any(match.args) or any(match.kwargs.values()) else _OF_THE_FIRST_PAGE
    return tuple(topic.format(**match.kwargs) for topic in _OF_VIEWS.get(match.view_name, ()))
