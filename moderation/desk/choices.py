"""The tabs, the boxes and the chips of the queue: what can be looked at, with how much waits."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from contributions.models import Proposal
from moderation.desk.board import Board
from moderation.desk.filters import KEYS, VIEWS, Filters, lists_with

Options = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A box of the form: `name` as the address calls it."""

    name: str
    label: str
    options: Options
    value: str


def queue_url(filters: Filters) -> str:
    return reverse("moderation:queue") + (f"?{filters.query}" if filters.query else "")


def tabs_of(filters: Filters, board: Board) -> list[dict[str, Any]]:
    """The lists, each with what waits in it; those that hold nothing are left out, but for the
    first and the one that is open."""
    counts: Counter[str] = Counter()
    for cell in filters.cells(board, but="view"):
        for name in lists_with(cell):
            counts[name] += VIEWS[name].count(cell)
    tabs = []
    for name, view in VIEWS.items():
        count = counts[name]
        if count or name in ("", filters.view):
            url = queue_url(filters.but(view=name))
            is_current = name == filters.view
            tabs.append({"label": view.label, "url": url, "count": count, "is_current": is_current})
    return tabs


def choices_of(filters: Filters, board: Board) -> list[Choice]:
    return [
        Choice(KEYS["risk"], _("Risk"), _risks(filters, board), filters.risk),
        Choice(KEYS["place"], _("Territory"), _places(filters, board), filters.place),
        Choice(KEYS["target"], _("About"), list(Proposal.Target.choices), filters.target),
        Choice(KEYS["action"], _("What is asked"), list(Proposal.Action.choices), filters.action),
        Choice(KEYS["channel"], _("Came by"), list(Proposal.Channel.choices), filters.channel),
    ]


def chips_of(filters: Filters, choices: list[Choice]) -> list[dict[str, str]]:
    """What narrows the list, each with the address that takes it away."""
    found = []
    for choice, name in zip(choices, _NARROWS, strict=True):
        if value := getattr(filters, name):
            label = dict(choice.options).get(value, value)
            text = _("%(name)s: %(value)s") % {"name": choice.label, "value": label}
            found.append({"text": text, "url": queue_url(filters.but(**{name: ""}))})
    if filters.page_of:
        url = queue_url(filters.but(page_of=""))
        found.append({"text": _("One page only"), "url": url})
    return found


_NARROWS = ("risk", "place", "target", "action", "channel")


def _risks(filters: Filters, board: Board) -> Options:
    view = VIEWS[filters.view]
    counts: Counter[int] = Counter()
    for cell in filters.cells(board, but="risk"):
        counts[cell.risk] += view.count(cell)
    levels = reversed(Proposal.Risk.choices)
    return [(str(value), _counted(label, counts[value])) for value, label in levels]


def _places(filters: Filters, board: Board) -> Options:
    """Those where something waits in this list, by name."""
    view = VIEWS[filters.view]
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for cell in filters.cells(board, but="place"):
        counts[cell.place.uid] += view.count(cell)
        names[cell.place.uid] = cell.place.name
    by_name = sorted(names, key=lambda uid: names[uid])
    return [
        (uid, _counted(names[uid], counts[uid]))
        for uid in by_name
        if counts[uid] or uid == filters.place
    ]


def _counted(label: Any, count: int) -> str:
    return _("%(label)s (%(count)d)") % {"label": label, "count": count}
