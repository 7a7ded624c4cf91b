"""What changes between two snapshots, as data that templates escape and show.

A changed target (of a link, a number, an address, a picture) is always a row of its own: it must
not hide behind unchanged words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

from contributions.diff_lines import Line
from contributions.diff_links import TARGET_FIELDS, LinkChange, changed_row_targets
from contributions.diff_lookalikes import suspect_addresses, warnings_of
from contributions.diff_rich import diff_rich_text
from contributions.diff_words import Budget, Segments, changed_text, diff_words, replaced, whole


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
class FieldDiff:
    """One field that changes; `warnings` are sentences on the addresses it adds."""

    name: str
    label: str
    lines: tuple[Line, ...]
    links: tuple[LinkChange, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sides:
    """One field before and after, and what its comparison may use."""

    name: str
    before: Any
    after: Any
    words: Words
    budget: Budget

    def say(self, value: Any) -> str:
        return self.words.say(self.name, value)


_Found = tuple[tuple[Line, ...], tuple[LinkChange, ...]]


def diff_fields(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    schema: Mapping[str, FieldLike],
    words: Words,
) -> list[FieldDiff]:
    """The fields that differ, in the order of the schema; each has at least one line.

    Bounded in time whatever the texts: what is compared last may be shown as replaced whole.
    """
    budget = Budget()
    return [
        _diff_field(field, _Sides(name, before[name], after[name], words, budget))
        for name, field in schema.items()
        if name in after and before[name] != after[name]
    ]


def _diff_field(field: FieldLike, sides: _Sides) -> FieldDiff:
    lines, links = _DIFFS[field.kind](sides)
    said = tuple(warning for link in links for warning in link.warnings)
    return FieldDiff(
        name=field.name,
        label=field.label,
        lines=lines,
        links=links,
        warnings=tuple(one for one in _warnings(sides, lines) if not one.endswith(said)),
    )


def _warnings(sides: _Sides, lines: tuple[Line, ...]) -> tuple[str, ...]:
    if sides.name in TARGET_FIELDS:
        return warnings_of(sides.say(sides.after), instead_of=sides.say(sides.before))
    added = [changed_text(line.segments, "insert") for line in lines]
    now = chain.from_iterable(line.after for line in lines)
    was = chain.from_iterable(line.before for line in lines)
    if not any(added):
        return ()
    # An address may hold words that stay: it is read whole, not by what was added to it.
    return suspect_addresses(_joined(now), known=_joined(was))


def _joined(segments: Any) -> str:
    return "".join(segment.text for segment in segments)


def _diff_scalar(sides: _Sides) -> _Found:
    old, new = sides.say(sides.before), sides.say(sides.after)
    if sides.name in TARGET_FIELDS:
        return (Line(replaced(old, new)),), ()
    return (Line(diff_words(old, new, sides.budget)),), ()


def _diff_set(sides: _Sides) -> _Found:
    old, new = sides.before or [], sides.after or []
    gone = [Line(whole("delete", sides.say(one))) for one in old if one not in new]
    come = [Line(whole("insert", sides.say(one))) for one in new if one not in old]
    return (*gone, *come), ()


def _diff_rows(sides: _Sides) -> _Found:
    old = {row["uuid"]: row for row in sides.before or []}
    new = {row["uuid"]: row for row in sides.after or []}
    keys = [*old, *(key for key in new if key not in old)]
    pairs = [(old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]
    lines = [Line(_row_segments(*pair, sides)) for pair in pairs]
    shared = [key for key in old if key in new]
    if shared != (moved := [key for key in new if key in old]):
        said = " · ".join(sides.say(new[key]) for key in moved)
        lines.append(Line(whole("equal", said), note="order"))
    return tuple(lines), changed_row_targets(pairs, sides.say)


def _row_segments(old: Any, new: Any, sides: _Sides) -> Segments:
    if old is None:
        return whole("insert", sides.say(new))
    if new is None:
        return whole("delete", sides.say(old))
    return diff_words(sides.say(old), sides.say(new), sides.budget)


def _diff_rich(sides: _Sides) -> _Found:
    return diff_rich_text(sides.before or "", sides.after or "", sides.budget)


_DIFFS: dict[str, Callable[[_Sides], _Found]] = {
    "scalar": _diff_scalar,
    "set": _diff_set,
    "rows": _diff_rows,
    "rich_text": _diff_rich,
}
