"""What changes in a rich text: its blocks word by word, its links, its layout."""

import re

from contributions.blocks import split_blocks
from contributions.diff_lines import Line
from contributions.diff_links import LinkChange, changed_attributes, changed_links, gaps
from contributions.diff_words import Budget, diff_words, whole
from contributions.simple_text import Attribute, Link, read_block, to_simple

_HAS_ATTRIBUTES = re.compile(r"<\w+[\s/]")
# Blocks of one gap that are paired by their words; beyond it, by their place.
_MOST_PAIRED = 12
_ALIKE = 0.3

Pairs = list[tuple[str, str]]


def diff_rich_text(
    before: str, after: str, budget: Budget
) -> tuple[tuple[Line, ...], tuple[LinkChange, ...]]:
    """The blocks that changed, and where links lead that did not lead there."""
    old, new = split_blocks(before), split_blocks(after)
    pairs = [pair for gone, come in gaps(old, new) for pair in _paired(gone, come)]
    (links_old, others_old), (links_new, others_new) = _beside_words(old), _beside_words(new)
    links = changed_links(links_old, links_new) + changed_attributes(others_old, others_new)
    return tuple(_line(*pair, budget) for pair in pairs), links


def _beside_words(blocks: list[str]) -> tuple[list[Link], list[Attribute]]:
    """The links and attributes of a whole text: two paragraphs of the same words may swap them."""
    read = [read_block(block) for block in blocks if _HAS_ATTRIBUTES.search(block)]
    links = [link for block in read for link in block.links]
    return links, [one for block in read for one in block.attributes]


def _line(old: str, new: str, budget: Budget) -> Line:
    before, after = read_block(old), read_block(new)
    if not new:
        return Line(whole("delete", before.text))
    if not old:
        return Line(whole("insert", after.text))
    if before.text != after.text:
        return Line(diff_words(before.text, after.text, budget))
    return Line(diff_words(to_simple(old), to_simple(new), budget), note="formatting")


def _paired(gone: list[str], come: list[str]) -> Pairs:
    """Each old block beside the new one that keeps most of its words, in their order."""
    if len(gone) > _MOST_PAIRED or len(come) > _MOST_PAIRED:
        return _by_place(gone, come)
    words_old = [frozenset(read_block(one).text.split()) for one in gone]
    words_new = [frozenset(read_block(one).text.split()) for one in come]
    likeness = [[_likeness(a, b) for b in words_new] for a in words_old]
    if len(gone) == len(come) == 1 or not any(max(row, default=0) > _ALIKE for row in likeness):
        return _by_place(gone, come)
    pairs: Pairs = []
    done_old = done_new = 0
    for i, j in [*_best_pairs(likeness), (len(gone), len(come))]:
        pairs += _by_place(gone[done_old:i], come[done_new:j])
        pairs += [(gone[i], come[j])] if i < len(gone) else []
        done_old, done_new = i + 1, j + 1
    return pairs


def _by_place(gone: list[str], come: list[str]) -> Pairs:
    both = min(len(gone), len(come))
    side_by_side = list(zip(gone, come, strict=False))
    return [*side_by_side, *((one, "") for one in gone[both:]), *(("", one) for one in come[both:])]


def _likeness(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / max(1, len(first | second))


def _best_pairs(likeness: list[list[float]]) -> list[tuple[int, int]]:
    """The pairs, in order on both sides, whose likeness adds up to most."""
    height, width = len(likeness), len(likeness[0])
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for i in range(height - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            kept = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] > _ALIKE else 0.0
            best[i][j] = max(kept, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < height and j < width:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs
