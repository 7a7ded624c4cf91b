"""The public history of a page: its lines, one version, two versions compared, who wrote what.

It says the same to everybody, and search engines keep none of it.
"""

from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.paging import turns
from contributions.history.entries import Entry, Version
from contributions.history.kinds import Kept, kept_in
from contributions.history.permissions import can_revert
from contributions.history.reading import compared, shown_of, who_wrote
from contributions.wording import Wording

PER_PAGE = 50


class Found:
    """A page whose history is asked for, and where that history is."""

    def __init__(self, family: str, name: str) -> None:
        self.kept: Kept = kept_in(family)
        self.target = self.kept.find(name)
        if self.target is None:
            raise Http404
        self.name = name

    @cached_property
    def title(self) -> str:
        return self.kept.kind.title(self.target)

    def url(self, view: str = "history", *args: Any) -> str:
        return reverse(f"contributions:{view}", args=[self.kept.family, self.name, *args])

    def version(self, number: int) -> Version:
        version = self.kept.log.version(self.target, number)
        if version is None:
            raise Http404
        return version

    def context(self, *, here: str) -> dict[str, Any]:
        """What every page of the history shows around its own content."""
        crumbs = [{"label": self.title, "url": self.kept.kind.url(self.target)}]
        if here != "history":
            crumbs.append({"label": _("History"), "url": self.url()})
        return {
            "breadcrumb": crumbs,
            "target": self.target,
            "title": self.title,
            "page_url": self.kept.kind.url(self.target),
            "history_url": self.url(),
            "compare_url": self.url("history-compare"),
            "who_url": self.url("history-who"),
            "feed_url": self.url("history-feed"),
        }


def noindex(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def history(request: HttpRequest, family: str, name: str) -> HttpResponse:
    """Who changed the page, when, why and accepted by whom; any two versions can be compared."""
    found = Found(family, name)
    lines: Any = _Lines(found)
    page: Page[Entry] = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    entries = list(page.object_list)
    chosen = _number(request.GET.get("de"))
    context = {
        **found.context(here="history"),
        "target": found.target,
        "lines": [_line(found, entry) for entry in entries],
        "versions": [entry.version for entry in entries if entry.version][:2],
        "chosen": chosen if chosen not in {entry.version for entry in entries} else None,
        "can_revert": bool(can_revert(request.user, found.kept, found.target)),
        **turns(page, partial(_page_url, chosen=chosen)),
    }
    return noindex(render(request, "contributions/history/history.html", context))


class _Lines:
    """The lines of a history as a paginator asks for them."""

    def __init__(self, found: Found) -> None:
        self.found = found

    def count(self) -> int:
        return self.found.kept.log.count(self.found.target)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, asked: slice) -> list[Entry]:
        start, stop = asked.start or 0, asked.stop or 0
        log = self.found.kept.log
        return log.entries(self.found.target, start=start, size=stop - start)


def _line(found: Found, entry: Entry) -> dict[str, Any]:
    labels = found.kept.labels()
    number = entry.version
    return {
        "entry": entry,
        "fields": [labels[name] for name in entry.fields if name in labels],
        "url": found.url("history-version", number) if number else "",
        "changes_url": f"{found.url('history-compare')}?a={number}" if number else "",
        "of_url": found.url("history-version", entry.of) if entry.of else "",
        "undo_url": found.url("history-revert", number, "defaire") if number else "",
        "rollback_url": found.url("history-revert", number, "revenir") if number else "",
        "restore_url": found.url("history-revert", number, "restaurer") if number else "",
    }


def _page_url(number: int, *, chosen: int | None) -> str:
    return f"?page={number}" + (f"&de={chosen}" if chosen else "")


def _number(text: str | None) -> int | None:
    """A version as an address names it; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else None


@require_safe
def compare(request: HttpRequest, family: str, name: str) -> HttpResponse:
    """Two versions of a page; without the older one, a version and what it replaced."""
    found = Found(family, name)
    newer_number = _number(request.GET.get("a"))
    older_number = _number(request.GET.get("de"))
    newer = found.version(newer_number or found.kept.log.latest(found.target) or 0)
    older = (
        found.version(older_number)
        if older_number
        else found.kept.log.before(found.target, newer.entry.version or 0)
    )
    if older is not None and older.entry.at > newer.entry.at:
        older, newer = newer, older
    context = {
        **found.context(here="compare"),
        "comparison": compared(found.kept, found.target, older, newer) if older else None,
        "newer": _line(found, newer.entry),
        "older": _line(found, older.entry) if older else None,
        "can_revert": bool(can_revert(request.user, found.kept, found.target)),
        "is_step": older_number is None,
    }
    return noindex(render(request, "contributions/history/compare.html", context))


@require_safe
def version(request: HttpRequest, family: str, name: str, number: str) -> HttpResponse:
    """The page as it was, for ever at this address, but for what is hidden since."""
    found = Found(family, name)
    asked = found.version(int(number))
    shown = shown_of(found.kept, found.target, asked)
    words = Wording.of([shown.fields])
    latest = found.kept.log.latest(found.target)
    context = {
        **found.context(here="version"),
        "line": _line(found, asked.entry),
        "is_latest": latest == asked.entry.version,
        "latest_url": f"{found.url('history-compare')}?de={number}&a={latest}",
        "choose_url": f"{found.url()}?de={number}",
        "hidden": shown.hidden,
        "can_revert": bool(can_revert(request.user, found.kept, found.target)),
        "facts": [
            {
                "label": field.label,
                "html": shown.fields[key] if field.kind == "rich_text" else "",
                "lines": [words.say(key, one) for one in _listed(shown.fields[key])],
            }
            for key, field in found.kept.kind.schema.items()
            if shown.fields.get(key) not in (None, "", [])
        ],
    }
    return noindex(render(request, "contributions/history/version.html", context))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@require_safe
def who(request: HttpRequest, family: str, name: str) -> HttpResponse:
    """Who last wrote each field, and when."""
    found = Found(family, name)
    written = [(one.label, _line(found, one.entry)) for one in who_wrote(found.kept, found.target)]
    context = {**found.context(here="who"), "written": written}
    return noindex(render(request, "contributions/history/who.html", context))
