"""Three-way merge of child rows, each known by its `uuid`: a row is one thing, never mixed."""

from collections.abc import Iterable
from typing import Any, TypeGuard

Row = dict[str, Any]
Rows = list[Row]
ORDER = "__order__"
Clash = tuple[str, tuple[Any, Any, Any]]


def merge_rows(base: Rows, mine: Rows, theirs: Rows) -> tuple[Rows, list[Clash]]:
    """The merged rows, in order, and the clashes: a uuid or `__order__` with the three values.

    A row both sides changed differently, or one changed and the other removed, is a clash and
    stays as in theirs; so does the order when both sides moved rows differently.
    """
    sides = _by_uuid(base), _by_uuid(mine), _by_uuid(theirs)
    kept, clashes = _merge_contents(*sides)
    order, order_clash = _merge_order(kept, *(list(side) for side in sides))
    return [kept[key] for key in order], clashes + order_clash


def _by_uuid(rows: Rows) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        key = row.get("uuid") if isinstance(row, dict) else None
        if not _is_new(key, found):
            raise ValueError("Each row needs a uuid of its own.")
        found[key] = row
    return found


def _is_new(key: Any, found: dict[str, Row]) -> TypeGuard[str]:
    return isinstance(key, str) and key != "" and key not in found


def _merge_contents(
    base: dict[str, Row], mine: dict[str, Row], theirs: dict[str, Row]
) -> tuple[dict[str, Row], list[Clash]]:
    kept: dict[str, Row] = {}
    clashes: list[Clash] = []
    for key in sorted({*base, *mine, *theirs}):
        was, ours, live = base.get(key), mine.get(key), theirs.get(key)
        if was not in (ours, live) and ours != live:
            clashes.append((key, (was, ours, live)))
        row = ours if live == was else live
        if row is not None:
            kept[key] = row
    return kept, clashes


def _merge_order(
    kept: Iterable[str], base: list[str], mine: list[str], theirs: list[str]
) -> tuple[list[str], list[Clash]]:
    """Rows both sides hold set the order; each other row follows the one before it on its side."""
    left = set(kept)
    shared = left & set(mine) & set(theirs)
    old = shared & set(base)
    clashes: list[Clash] = []
    spine = _only(theirs, shared)
    if _only(mine, shared) != spine:
        if _only(theirs, old) == _only(base, old) != _only(mine, old):
            spine = _only(mine, shared)
        elif not _only(mine, old) == _only(base, old) != _only(theirs, old):
            clashes.append((ORDER, (base, mine, theirs)))
    followers = [_followers(side, shared, left) for side in (mine, theirs)]
    return _woven(spine, followers), clashes


def _only(order: list[str], wanted: set[str]) -> list[str]:
    return [key for key in order if key in wanted]


def _followers(order: list[str], shared: set[str], left: set[str]) -> dict[str, list[str]]:
    """Rows of one side only, under the shared row they come after ("" at the head)."""
    found: dict[str, list[str]] = {}
    anchor = ""
    for key in order:
        if key in shared:
            anchor = key
        elif key in left:
            found.setdefault(anchor, []).append(key)
    return found


def _woven(spine: list[str], followers: list[dict[str, list[str]]]) -> list[str]:
    order: list[str] = []
    for anchor in ["", *spine]:
        order += [anchor] if anchor else []
        # By uuid, not by side: merging mine into theirs or theirs into mine reads the same.
        for group in sorted(side[anchor] for side in followers if anchor in side):
            order += group
    return order
