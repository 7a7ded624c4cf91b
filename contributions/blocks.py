"""Clean HTML cut into its top-level blocks, and two lists of blocks aligned in bounded time."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence

# `<` stops a tag that never closes: the scan stays linear on any input.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_BLOCK = frozenset({"p", "ul", "ol", "h2", "h3", "h4", "blockquote", "div", "table"})

# Cells of the table that aligns a gap between two sure matches; beyond it the gap is all change.
_GAP_CELLS = 10_000

Match = tuple[int, int, int]


def split_blocks(html: str) -> list[str]:
    """The top-level elements in order; loose text between two blocks is one block.

    Joined again they give the same HTML, but for blank text between blocks. Never fails: an
    element left open takes in all that follows.
    """
    found: list[str] = []
    start = depth = 0
    for tag in _TAG.finditer(html):
        closing, name, rest = tag[1], tag[2].lower(), tag[3]
        if name in _VOID or rest.endswith("/"):
            continue
        if not closing:
            if depth == 0 and name in _BLOCK:
                _keep(html[start : tag.start()], found)
                start = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and name in _BLOCK:
                _keep(html[start : tag.end()], found)
                start = tag.end()
    _keep(html[start:], found)
    return found


def _keep(html: str, found: list[str]) -> None:
    if block := html.strip():
        found.append(block)


class BlockMatcher:
    """What merge3 asks of a matcher, without difflib's worst case.

    Common ends first, then blocks that occur once on each side (patience), then a small table
    for each gap. The cost is bounded whatever the input: difflib takes minutes on repeated blocks.
    """

    def __init__(
        self,
        isjunk: Callable[[str], bool] | None = None,
        a: Sequence[str] = (),
        b: Sequence[str] = (),
    ) -> None:
        self.a = a
        self.b = b

    def get_matching_blocks(self) -> list[Match]:
        """Triples (start in a, start in b, length), increasing, closed by an empty one."""
        pairs = _pairs(self.a, self.b)
        runs: list[Match] = []
        for i, j in pairs:
            if runs and (i, j) == (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]):
                runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + 1)
            else:
                runs.append((i, j, 1))
        return [*runs, (len(self.a), len(self.b), 0)]


Pairs = list[tuple[int, int]]
Span = tuple[int, int]


def _pairs(a: Sequence[str], b: Sequence[str]) -> Pairs:
    head, inner_a, inner_b, tail = _trimmed(a, b, (0, len(a)), (0, len(b)))
    pairs = head
    last_a, last_b = inner_a[0], inner_b[0]
    for i, j in [*_anchors(a, b, inner_a, inner_b), (inner_a[1], inner_b[1])]:
        pairs += _gap(a, b, (last_a, i), (last_b, j))
        if i < inner_a[1]:
            pairs.append((i, j))
        last_a, last_b = i + 1, j + 1
    return pairs + tail


def _trimmed(
    a: Sequence[str], b: Sequence[str], in_a: Span, in_b: Span
) -> tuple[Pairs, Span, Span, Pairs]:
    """Equal ends of two spans, and what is left between them."""
    (i, end_a), (j, end_b) = in_a, in_b
    head: Pairs = []
    while i < end_a and j < end_b and a[i] == b[j]:
        head.append((i, j))
        i, j = i + 1, j + 1
    tail: Pairs = []
    while end_a > i and end_b > j and a[end_a - 1] == b[end_b - 1]:
        end_a, end_b = end_a - 1, end_b - 1
        tail.append((end_a, end_b))
    return head, (i, end_a), (j, end_b), tail[::-1]


def _anchors(a: Sequence[str], b: Sequence[str], in_a: Span, in_b: Span) -> Pairs:
    """Blocks that occur once in each span: their longest run that keeps both orders."""
    once_a = Counter(a[slice(*in_a)])
    once_b = Counter(b[slice(*in_b)])
    place = {b[j]: j for j in range(*in_b)}
    pairs = [(i, place[a[i]]) for i in range(*in_a) if once_a[a[i]] == 1 == once_b[a[i]]]
    return _longest_increasing(pairs)


def _longest_increasing(pairs: Pairs) -> Pairs:
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for index, (_i, j) in enumerate(pairs):
        pile = bisect_left(ends, j)
        before.append(tops[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [j]
        tops[pile : pile + 1] = [index]
    chain: Pairs = []
    index = tops[-1] if tops else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _gap(a: Sequence[str], b: Sequence[str], in_a: Span, in_b: Span) -> Pairs:
    head, (i, end_a), (j, end_b), tail = _trimmed(a, b, in_a, in_b)
    if 0 < (end_a - i) * (end_b - j) <= _GAP_CELLS:
        inner = _longest_common(a[i:end_a], b[j:end_b])
        head += [(i + x, j + y) for x, y in inner]
    return head + tail


def _longest_common(a: Sequence[str], b: Sequence[str]) -> Pairs:
    """Longest common subsequence, the earliest pairs when several are as long."""
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            best[i][j] = (
                best[i + 1][j + 1] + 1 if a[i] == b[j] else max(best[i + 1][j], best[i][j + 1])
            )
    pairs: Pairs = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
