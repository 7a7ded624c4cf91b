"""What people can follow, and what can happen to it. Upper apps register in AppConfig.ready()."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.models.watches import Happening, Topic


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as a person may see it now; one that is off the site has only its title to show."""

    title: str
    path: str
    is_live: bool = True


Reader = Callable[[User, Collection[str]], Mapping[str, Shown]]
Sayer = Callable[[Mapping[str, Any]], str]
Check = Callable[[Collection[Happening]], Collection[int]]


@dataclass(frozen=True, slots=True)
class Watchable:
    """A kind of page: its name, and the rule that says which pages a person may read now."""

    label: str | Promise
    read: Reader


@dataclass(frozen=True, slots=True)
class Act:
    say: Sayer
    outlives_page: bool
    still: Check | None


_watchables: dict[str, Watchable] = {}
_acts: dict[str, Act] = {}


def register_watchable(kind: str, *, label: str | Promise, read: Reader) -> None:
    """`read(user, keys)` answers the pages that this person may read, by key, in a fixed number of
    queries; it is asked when they follow, and again each time they are told of it."""
    _watchables[kind] = Watchable(label, read)


def register_act(
    name: str, *, say: Sayer, outlives_page: bool = False, still: Check | None = None
) -> None:
    """`say(params)` is one sentence, in the language active then, that holds no private text.

    It is told of live pages only, unless it `outlives_page`. `still(happenings)` answers the keys
    of those that may be told even now: a post that was hidden since is not.
    """
    _acts[name] = Act(say, outlives_page, still)


def find_watchable(kind: str) -> Watchable | None:
    return _watchables.get(kind)


def read_page(user: User, page: Topic) -> Shown | None:
    return read_pages(user, [page]).get(page)


def read_pages(user: User, pages: Iterable[Topic]) -> dict[Topic, Shown]:
    """The pages that this person may read now; one reading a kind, whatever the number."""
    keys: dict[str, set[str]] = {}
    for kind, key in pages:
        keys.setdefault(kind, set()).add(key)
    return {
        (kind, key): shown
        for kind, names in keys.items()
        if kind in _watchables
        for key, shown in _watchables[kind].read(user, names).items()
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A happening that may be told: the page as it is called now, and the sentence."""

    happening: Happening
    page: Shown
    sentence: str


def tellable(user: User, happenings: Collection[Happening]) -> list[Line]:
    """What this person may be told of these happenings now, in their order."""
    pages = read_pages(user, {happening.page for happening in happenings})
    standing = _standing(happenings)
    lines = []
    for happening in happenings:
        act, page = _acts.get(happening.act), pages.get(happening.page)
        if act and page and happening.pk in standing and (page.is_live or act.outlives_page):
            lines.append(Line(happening, page, act.say(happening.params)))
    return lines


def _standing(happenings: Collection[Happening]) -> set[int]:
    """The keys of the happenings that are still so; each act that has a check is asked once."""
    by_act: dict[str, list[Happening]] = {}
    for happening in happenings:
        by_act.setdefault(happening.act, []).append(happening)
    standing: set[int] = set()
    for name, group in by_act.items():
        act = _acts.get(name)
        standing.update(act.still(group) if act and act.still else (each.pk for each in group))
    return standing


def kind_label(kind: str) -> str:
    found = _watchables.get(kind)
    return str(found.label) if found else _("Page")
