"""Where links, numbers and addresses lead, before and after: always a row of their own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contributions.blocks import BlockMatcher
from contributions.diff_lookalikes import warnings_of
from contributions.simple_text import Attribute, Link

# Fields whose whole value leads somewhere, and the ways of a row that do.
TARGET_FIELDS = frozenset({"website", "contact_email", "contact_phone", "email", "phone"})
_TARGET_MODES = frozenset({"link", "mail", "phone"})


@dataclass(frozen=True, slots=True)
class LinkChange:
    """Where a link leads, before and after; "" when it was not there."""

    text: str
    before: str
    after: str
    warnings: tuple[str, ...] = ()


def link_change(text: str, before: str, after: str) -> LinkChange:
    return LinkChange(text, before, after, warnings_of(after, instead_of=before))


def changed_links(old: Sequence[Link], new: Sequence[Link]) -> tuple[LinkChange, ...]:
    """Links are the same when their words are; two that swap targets are two changes."""
    before, after = _by_text(old), _by_text(new)
    return tuple(
        link_change(text, was, now)
        for text in dict.fromkeys([*before, *after])
        for was, now in changed_pairs(before.get(text, []), after.get(text, []))
    )


def changed_attributes(
    old: Sequence[Attribute], new: Sequence[Attribute]
) -> tuple[LinkChange, ...]:
    """Pictures and whatever else markup says beside its words; clean text holds none of it."""
    named = [[Link(f"{one.tag} {one.name}", one.value) for one in side] for side in (old, new)]
    return changed_links(named[0], named[1])


def changed_row_targets(
    pairs: Iterable[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]],
    say: Callable[[Mapping[str, Any]], str],
) -> tuple[LinkChange, ...]:
    """The numbers and addresses of rows, each beside the one it replaces."""
    found = []
    for old, new in pairs:
        before, after = _target(old), _target(new)
        if before != after:
            way = {**(new or old or {}), "value": "", "note": ""}
            found.append(link_change(say(way), before, after))
    return tuple(found)


def _target(row: Mapping[str, Any] | None) -> str:
    return str(row["value"]) if row and row["mode"] in _TARGET_MODES else ""


def _by_text(links: Sequence[Link]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in links:
        found.setdefault(link.text, []).append(link.url)
    return found


def changed_pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """What differs between two lists, those that stand in the same place side by side."""
    pairs: list[tuple[str, str]] = []
    for gone, come in gaps(old, new):
        both = min(len(gone), len(come))
        pairs += zip(gone, come, strict=False)
        pairs += [(one, "") for one in gone[both:]] + [("", one) for one in come[both:]]
    return pairs


def gaps(old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[list[str], list[str]]]:
    """The runs that differ between what two lists share, in order."""
    done_old = done_new = 0
    for at_old, at_new, length in BlockMatcher(None, old, new).get_matching_blocks():
        gone, come = list(old[done_old:at_old]), list(new[done_new:at_new])
        if gone or come:
            yield gone, come
        done_old, done_new = at_old + length, at_new + length
