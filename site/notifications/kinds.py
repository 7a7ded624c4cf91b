"""What people can be told. Upper apps register their kinds in AppConfig.ready()."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.verdicts import Verdict
    from notifications.models import Notice

    Rule = Callable[[User], Verdict | bool]
    Check = Callable[[User, Collection[Notice]], Collection[int]]

_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,39}")


@dataclass(frozen=True)
class Kind:
    """The two text templates of a notice: one line that says it, and the mail's body.

    A kind with a label is one whose mail a person may do without, if it `concerns` them at all.
    `still` answers the keys of the notices that may be told, or listed, even now.
    """

    subject: str
    template: str
    label: str | Promise = ""
    concerns: "Rule | None" = None
    still: "Check | None" = None


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    *,
    subject: str = "",
    template: str = "",
    label: str | Promise = "",
    concerns: "Rule | None" = None,
    still: "Check | None" = None,
) -> None:
    """Name the templates of a kind; by default emails/<kind>.subject.txt and emails/<kind>.txt.

    Without a label it is always mailed: a decision on what the person proposed, for example.
    Raises ValueError when the name is malformed or taken.
    """
    if not _NAME.fullmatch(kind):
        raise ValueError("A kind is a short lower-case name such as proposal.accepted.")
    if kind in _kinds:
        raise ValueError(f"The kind {kind} exists already.")
    _kinds[kind] = Kind(
        subject or f"emails/{kind}.subject.txt",
        template or f"emails/{kind}.txt",
        label,
        concerns,
        still,
    )


def find(kind: str) -> Kind | None:
    return _kinds.get(kind)


def is_optional(kind: str) -> bool:
    """Whether a person may do without the mail of this kind."""
    found = find(kind)
    return found is not None and bool(found.label)


def optional_for(user: "User") -> dict[str, str]:
    """The kinds that concern this person and whose mail they may do without, with their names;
    each rule is asked once."""
    answers: dict[Rule, bool] = {}
    names = {}
    for name, kind in _kinds.items():
        if kind.concerns and kind.concerns not in answers:
            answers[kind.concerns] = bool(kind.concerns(user))
        if kind.label and (kind.concerns is None or answers[kind.concerns]):
            names[name] = str(kind.label)
    return names


def tellable(user: "User", notices: "Collection[Notice]") -> set[int]:
    """The keys of the notices that may be told to this person now; each check is asked once."""
    by_kind: dict[str, list[Notice]] = {}
    for notice in notices:
        by_kind.setdefault(notice.kind, []).append(notice)
    told: set[int] = set()
    for name, group in by_kind.items():
        kind = find(name)
        told.update(kind.still(user, group) if kind and kind.still else (row.pk for row in group))
    return told
