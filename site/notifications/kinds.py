"""What people can be told. Upper apps register their kinds in AppConfig.ready()."""

import re
from dataclasses import dataclass

_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,39}")


@dataclass(frozen=True)
class Kind:
    """The two text templates of a notice: one line that says it, and the mail's body."""

    subject: str
    template: str


_kinds: dict[str, Kind] = {}


def register(kind: str, *, subject: str = "", template: str = "") -> None:
    """Name the templates of a kind; by default emails/<kind>.subject.txt and emails/<kind>.txt.

    Raises ValueError when the name is malformed or taken.
    """
    if not _NAME.fullmatch(kind):
        raise ValueError("A kind is a short lower-case name such as proposal.accepted.")
    if kind in _kinds:
        raise ValueError(f"The kind {kind} exists already.")
    _kinds[kind] = Kind(subject or f"emails/{kind}.subject.txt", template or f"emails/{kind}.txt")


def find(kind: str) -> Kind | None:
    return _kinds.get(kind)
