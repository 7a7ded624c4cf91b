"""Three-way merge of rich text by its top-level blocks (merge3), never inside a block."""

from collections import Counter
from typing import NamedTuple

from merge3 import Merge3

from contributions.blocks import BlockMatcher, split_blocks

Blocks = list[str]
Clash = tuple[int, tuple[str, str, str]]


class _Merge(NamedTuple):
    blocks: Blocks
    clashes: list[Clash]


def merge_blocks(base: str, mine: str, theirs: str) -> tuple[str, list[Clash]]:
    """The merged HTML, and the clashes: index of the block in base, with the three texts.

    Repeated or moved blocks can be aligned in several ways. A merge that would change again when
    applied again, or hold one block more often than any side does, is a clash of the whole text.
    """
    sides = split_blocks(base), split_blocks(mine), split_blocks(theirs)
    merge = _merged(*sides)
    if not _is_sure(merge, *sides):
        merge = _all_theirs(*sides)
    return "".join(merge.blocks), merge.clashes


def _merged(base: Blocks, mine: Blocks, theirs: Blocks) -> _Merge:
    merge = _Merge([], [])
    regions = Merge3(base, mine, theirs, sequence_matcher=BlockMatcher).merge_regions()
    sources = {"unchanged": base, "same": mine, "a": mine, "b": theirs}
    for region in regions:
        if region[0] == "conflict":
            _what, start, end, from_mine, to_mine, from_theirs, to_theirs = region
            live = theirs[from_theirs:to_theirs]
            texts = (base[start:end], mine[from_mine:to_mine], live)
            merge.clashes.append((start, _joined(*texts)))
            merge.blocks.extend(live)
        else:
            merge.blocks.extend(sources[region[0]][region[1] : region[2]])
    return merge


def _joined(base: Blocks, mine: Blocks, theirs: Blocks) -> tuple[str, str, str]:
    return "".join(base), "".join(mine), "".join(theirs)


def _is_sure(merge: _Merge, base: Blocks, mine: Blocks, theirs: Blocks) -> bool:
    if _merged(base, mine, merge.blocks).blocks != merge.blocks:
        return False
    swapped = _merged(base, theirs, mine) if merge.clashes else merge
    if _merged(base, theirs, swapped.blocks).blocks != swapped.blocks:
        return False
    return not any(_is_doubled(found.blocks, base, mine, theirs) for found in (merge, swapped))


def _is_doubled(merged: Blocks, base: Blocks, mine: Blocks, theirs: Blocks) -> bool:
    """Whether a block moved by both sides, to different places, would stand twice."""
    before, ours, live = Counter(base), Counter(mine), Counter(theirs)
    return any(
        count > before[block] >= max(ours[block], live[block]) and before[block]
        for block, count in Counter(merged).items()
    )


def _all_theirs(base: Blocks, mine: Blocks, theirs: Blocks) -> _Merge:
    return _Merge(theirs, [(0, _joined(base, mine, theirs))])
