"""What changes between two snapshots, as data that templates escape and show.

A changed link target is always a row of its own: it must not hide behind unchanged words.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from contributions.blocks import BlockMatcher, split_blocks
from contributions.diff_words import Segments, diff_words, whole
from contributions.simple_text import BlockReading, Link, read_block, to_simple

Note = Literal["", "formatting", "order"]


class FieldLike(Protocol):
    """What the diff asks of a field of a schema."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...


class Words(Protocol):
    """Says a code, or a row, in the words of the reader."""

    def say(self, name: str, value: Any) -> str: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One block, member or row that changes; `note` says what the words alone do not show."""

    segments: Segments
    note: Note = ""


@dataclass(frozen=True, slots=True)
class LinkChange:
    """Where a link leads, before and after; "" when it was not there."""

    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FieldDiff:
    name: str
    label: str
    lines: tuple[Line, ...]
    links: tuple[LinkChange, ...] = ()


def diff_fields(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    schema: Mapping[str, FieldLike],
    words: Words,
) -> list[FieldDiff]:
    """The fields that differ, in the order of the schema; each has at least one line."""
    return [
        _diff_field(field, before[name], after[name], words)
        for name, field in schema.items()
        if name in after and before[name] != after[name]
    ]


def _diff_field(field: FieldLike, before: Any, after: Any, words: Words) -> FieldDiff:
    if field.kind == "rich_text":
        lines, links = _diff_rich_text(before or "", after or "")
        return FieldDiff(field.name, field.label, lines, links)
    return FieldDiff(field.name, field.label, _LINES[field.kind](field.name, before, after, words))


def _diff_scalar(name: str, before: Any, after: Any, words: Words) -> tuple[Line, ...]:
    return (Line(diff_words(words.say(name, before), words.say(name, after))),)


def _diff_set(name: str, before: Any, after: Any, words: Words) -> tuple[Line, ...]:
    old, new = before or [], after or []
    gone = [Line(whole("delete", words.say(name, one))) for one in old if one not in new]
    come = [Line(whole("insert", words.say(name, one))) for one in new if one not in old]
    return (*gone, *come)


def _diff_rows(name: str, before: Any, after: Any, words: Words) -> tuple[Line, ...]:
    old = {row["uuid"]: row for row in before or []}
    new = {row["uuid"]: row for row in after or []}
    lines = [
        Line(_row_segments(name, old.get(key), new.get(key), words))
        for key in [*old, *(key for key in new if key not in old)]
        if old.get(key) != new.get(key)
    ]
    shared = [key for key in old if key in new]
    if shared != (moved := [key for key in new if key in old]):
        said = " · ".join(words.say(name, new[key]) for key in moved)
        lines.append(Line(whole("equal", said), note="order"))
    return tuple(lines)


def _row_segments(name: str, old: Any, new: Any, words: Words) -> Segments:
    if old is None:
        return whole("insert", words.say(name, new))
    if new is None:
        return whole("delete", words.say(name, old))
    return diff_words(words.say(name, old), words.say(name, new))


_LINES: dict[str, Callable[[str, Any, Any, Words], tuple[Line, ...]]] = {
    "scalar": _diff_scalar,
    "set": _diff_set,
    "rows": _diff_rows,
}


def _diff_rich_text(before: str, after: str) -> tuple[tuple[Line, ...], tuple[LinkChange, ...]]:
    old, new = split_blocks(before), split_blocks(after)
    lines = [line for pair in _changed_blocks(old, new) for line in [_diff_block(*pair)]]
    links = _diff_links([read_block(one) for one in old], [read_block(one) for one in new])
    return tuple(lines), links


def _changed_blocks(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Blocks that changed, those that stand in the same place side by side."""
    pairs: list[tuple[str, str]] = []
    done_old = done_new = 0
    for at_old, at_new, length in BlockMatcher(None, old, new).get_matching_blocks():
        gone, come = old[done_old:at_old], new[done_new:at_new]
        both = min(len(gone), len(come))
        pairs += zip(gone, come, strict=False)
        pairs += [(one, "") for one in gone[both:]] + [("", one) for one in come[both:]]
        done_old, done_new = at_old + length, at_new + length
    return pairs


def _diff_block(old: str, new: str) -> Line:
    before, after = read_block(old), read_block(new)
    if not new:
        return Line(whole("delete", before.text))
    if not old:
        return Line(whole("insert", after.text))
    if before.text != after.text:
        return Line(diff_words(before.text, after.text))
    return Line(diff_words(to_simple(old), to_simple(new)), note="formatting")


def _diff_links(old: list[BlockReading], new: list[BlockReading]) -> tuple[LinkChange, ...]:
    before = [link for block in old for link in block.links]
    after = [link for block in new for link in block.links]
    gone = list((Counter(before) - Counter(after)).elements())
    come = list((Counter(after) - Counter(before)).elements())
    changes: list[LinkChange] = []
    for link in come:
        was = _same_place(link, gone)
        if was:
            gone.remove(was)
        changes.append(LinkChange(link.text, was.url if was else "", link.url))
    return (*changes, *(LinkChange(link.text, link.url, "") for link in gone))


def _same_place(link: Link, gone: list[Link]) -> Link | None:
    """The link that stood there before: the one of the same words."""
    return next((one for one in gone if one.text == link.text), None)
