"""The history of a page as an Atom feed: what the public list says, no more."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contributions.history.entries import Entry
from contributions.views.history import Found, noindex

SHOWN = 50


class HistoryFeed(Feed):  # type: ignore[type-arg] # its item and object are ours, not models
    """The last lines; a line without version leads to the list."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return noindex(super().__call__(request, *args, **kwargs))

    def get_object(self, request: HttpRequest, family: str, name: str) -> Found:
        return Found(family, name)

    def title(self, found: Found) -> str:
        return _("History of “%(title)s”") % {"title": found.title}

    def link(self, found: Found) -> str:
        return found.url()

    def items(self, found: Found) -> Iterable[tuple[Found, Entry]]:
        entries = found.kept.log.entries(found.target, start=0, size=SHOWN)
        return [(found, entry) for entry in entries]

    def item_title(self, item: tuple[Found, Entry]) -> str:
        return str(item[1].act.label)

    def item_description(self, item: tuple[Found, Entry]) -> str:
        found, entry = item
        labels = found.kept.labels()
        fields = ", ".join(labels[name] for name in entry.fields if name in labels)
        accepted = _("Accepted by %(name)s.") % {"name": entry.accepted_by}
        said = (
            entry.summary,
            _("What changed: %(fields)s.") % {"fields": fields} if fields else "",
            accepted if entry.accepted_by else "",
        )
        return "\n".join(filter(None, said))

    def item_author_name(self, item: tuple[Found, Entry]) -> str:
        return item[1].author

    def item_link(self, item: tuple[Found, Entry]) -> str:
        found, entry = item
        if entry.version is None:
            return f"{found.url()}#{date_format(entry.at, 'U')}"
        return f"{found.url('history-compare')}?a={entry.version}"

    def item_pubdate(self, item: tuple[Found, Entry]) -> datetime:
        return item[1].at

    def item_updateddate(self, item: tuple[Found, Entry]) -> datetime:
        return item[1].at
