"""What our Atom feeds have in common: kept out of search engines, and never broken by a text."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape


class AtomFeed(Feed):  # type: ignore[type-arg]  # Django's own class takes no parameter
    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response


def xml_text(text: str) -> str:
    """One line that XML can hold: a control character would break the whole feed."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def html_text(text: str) -> str:
    """The same for Atom's summary, which is read as HTML."""
    return escape(xml_text(text))
