"""Three-way merge of fields: what someone asks for, put onto what the page has become. Pure.

`merged` keeps theirs (the live value) wherever both sides changed the same thing differently.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from contributions.merge_blocks import merge_blocks
from contributions.merge_rows import merge_rows

Kind = Literal["scalar", "set", "rows", "rich_text"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """`path`: `field`, `field.<uuid>`, `field.__order__`, or `field.<block index in base>`."""

    path: str
    base: Any
    mine: Any
    theirs: Any

    @property
    def field(self) -> str:
        return self.path.partition(".")[0]


@dataclass(frozen=True, slots=True)
class MergeResult:
    merged: dict[str, Any]
    conflicts: list[Conflict]


class _Three(NamedTuple):
    base: Any
    mine: Any
    theirs: Any


_Merged = tuple[Any, list[Conflict]]


def merge_fields(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    schema: Mapping[str, str],
) -> MergeResult:
    """Merge every field of the schema by its kind; fields outside the schema are left out.

    Values are already normalised. Raises ValueError when a side lacks a field of the schema, when
    the schema names an unknown kind, or when a changed row has no uuid or shares one.
    """
    _require_fields(schema, base, mine, theirs)
    merged: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for name, kind in schema.items():
        sides = _Three(base[name], mine[name], theirs[name])
        merged[name], found = _merge_field(name, kind, sides)
        conflicts.extend(found)
    return MergeResult(merged, conflicts)


def _require_fields(schema: Mapping[str, str], *sides: Mapping[str, Any]) -> None:
    missing = sorted({name for name in schema for side in sides if name not in side})
    if missing:
        raise ValueError(f"Fields missing from a side of the merge: {', '.join(missing)}.")
    unknown = sorted({kind for kind in schema.values() if kind not in _MERGERS})
    if unknown:
        raise ValueError(f"Unknown kinds of field: {', '.join(unknown)}.")


def _merge_field(name: str, kind: str, sides: _Three) -> _Merged:
    base, mine, theirs = sides
    if mine in (base, theirs):
        return theirs, []
    if theirs == base:
        return mine, []
    if mine is None or theirs is None:
        return _keep_theirs(name, sides)
    return _MERGERS[kind](name, sides)


def _keep_theirs(name: str, sides: _Three) -> _Merged:
    return sides.theirs, [Conflict(name, *sides)]


def _merge_set(name: str, sides: _Three) -> _Merged:
    """Each member on its own: out when a side took it out, in when a side put it in."""
    base, mine, theirs = (set(side or ()) for side in sides)
    return sorted((mine & theirs) | ((mine | theirs) - base)), []


def _merge_rows(name: str, sides: _Three) -> _Merged:
    rows, clashes = merge_rows(sides.base or [], sides.mine, sides.theirs)
    return rows, [Conflict(f"{name}.{key}", *values) for key, values in clashes]


def _merge_rich_text(name: str, sides: _Three) -> _Merged:
    html, clashes = merge_blocks(sides.base or "", sides.mine, sides.theirs)
    return html, [Conflict(f"{name}.{index}", *values) for index, values in clashes]


_MERGERS: dict[str, Callable[[str, _Three], _Merged]] = {
    "scalar": _keep_theirs,
    "set": _merge_set,
    "rows": _merge_rows,
    "rich_text": _merge_rich_text,
}
