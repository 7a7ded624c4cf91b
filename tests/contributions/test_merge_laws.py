"""Laws of the merge, for any content: identity, symmetry, no loss, idempotence, bounded time."""

import random
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.merge import MergeResult, merge_fields

SCHEMA = {"fee": "scalar", "needs": "set", "ways": "rows", "what": "rich_text"}

_words = st.sampled_from(["a", "b", "c", "d", "e"])
_blocks = st.lists(_words.map(lambda word: f"<p>{word}</p>"), max_size=7).map("".join)
_prose = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="<>&"), min_size=1, max_size=9)
    .filter(str.strip)
    .map(lambda text: f"<p>{text}</p>"),
    max_size=5,
).map("".join)
_scalars = st.one_of(st.none(), st.integers(0, 3), st.sampled_from(["", "gratuit", "é", "ع"]))
_sets = st.one_of(st.none(), st.sets(_words, max_size=5).map(sorted))
_rows = st.one_of(
    st.none(),
    st.lists(
        st.fixed_dictionaries({"uuid": _words, "value": st.integers(0, 2)}),
        max_size=5,
        unique_by=lambda row: row["uuid"],
    ),
)
_sides = st.fixed_dictionaries(
    {
        "fee": _scalars,
        "needs": _sets,
        "ways": _rows,
        "what": st.one_of(st.none(), _blocks, _prose),
    }
)


def merge(base: Any, mine: Any, theirs: Any) -> MergeResult:
    return merge_fields(base, mine, theirs, SCHEMA)


@given(_sides, _sides)
def test_nothing_of_mine_gives_theirs(base: Any, other: Any) -> None:
    assert merge(base, base, other) == MergeResult(other, [])


@given(_sides, _sides)
def test_nothing_of_theirs_gives_mine(base: Any, other: Any) -> None:
    assert merge(base, other, base) == MergeResult(other, [])


@given(_sides, _sides)
def test_the_same_change_twice_is_one_change(base: Any, other: Any) -> None:
    assert merge(base, other, other) == MergeResult(other, [])


@given(_sides, _sides, _sides)
def test_conflicts_are_the_same_whoever_is_mine(base: Any, mine: Any, theirs: Any) -> None:
    one = merge(base, mine, theirs)
    other = merge(base, theirs, mine)
    assert [(c.path, c.base, c.mine, c.theirs) for c in one.conflicts] == [
        (c.path, c.base, c.theirs, c.mine) for c in other.conflicts
    ]


@given(_sides, _sides, _sides)
def test_fields_without_conflict_commute(base: Any, mine: Any, theirs: Any) -> None:
    one = merge(base, mine, theirs)
    other = merge(base, theirs, mine)
    disputed = {conflict.field for conflict in one.conflicts}
    for name in SCHEMA.keys() - disputed:
        assert one.merged[name] == other.merged[name]


@given(_sides, _sides, _sides)
def test_merging_again_changes_nothing(base: Any, mine: Any, theirs: Any) -> None:
    once = merge(base, mine, theirs)
    assert merge(base, mine, once.merged).merged == once.merged


@given(_sides, _sides, _sides)
def test_a_change_is_applied_or_a_conflict(base: Any, mine: Any, theirs: Any) -> None:
    result = merge(base, mine, theirs)
    disputed = {conflict.field for conflict in result.conflicts}
    for side in (mine, theirs):
        for name in SCHEMA.keys() - disputed:
            assert _is_kept(SCHEMA[name], base[name], side[name], result.merged[name]), name


def _is_kept(kind: str, base: Any, side: Any, merged: Any) -> bool:
    if base == side:
        return True
    if kind == "scalar" or side is None:
        return bool(side == merged)
    if kind == "set":
        old, new, now = set(base or ()), set(side), set(merged)
        return new - old <= now and not (old - new) & now
    if kind == "rows":
        old_rows = {row["uuid"]: row for row in base or ()}
        new_rows = {row["uuid"]: row for row in side}
        now_rows = {row["uuid"]: row for row in merged}
        return all(
            now_rows.get(key) == new_rows.get(key)
            for key in old_rows | new_rows
            if old_rows.get(key) != new_rows.get(key)
        )
    added = Counter(_split(side)) - Counter(_split(base))
    return not added - Counter(_split(merged))


def _split(html: str | None) -> list[str]:
    return (html or "").replace("</p>", "</p>\n").splitlines()


@given(st.lists(_words, min_size=5, max_size=9, unique=True), st.data())
def test_edits_of_far_blocks_are_both_kept(words: list[str], data: st.DataObject) -> None:
    blocks = [f"<p>{word}</p>" for word in words]
    first = data.draw(st.integers(0, len(blocks) - 3))
    second = data.draw(st.integers(first + 2, len(blocks) - 1))
    mine = [*blocks[:first], "<p>mine</p>", *blocks[first + 1 :]]
    theirs = [*blocks[:second], "<p>theirs</p>", *blocks[second + 1 :]]
    both = list(mine)
    both[second] = "<p>theirs</p>"
    result = merge_fields(
        {"what": "".join(blocks)},
        {"what": "".join(mine)},
        {"what": "".join(theirs)},
        {"what": "rich_text"},
    )
    assert result == MergeResult({"what": "".join(both)}, [])


def _html(seed: int, words: int, blocks: int) -> str:
    chance = random.Random(seed)
    return "".join(f"<p>{chance.randrange(words)}</p>" for _ in range(blocks))


@pytest.mark.parametrize("words", [1, 2, 100, 3000])
def test_100_kb_merge_in_less_than_a_second(words: int) -> None:
    base, mine, theirs = ({"what": _html(seed, words, 13_000)[:100_000]} for seed in (1, 2, 3))
    start = time.thread_time()
    merge_fields(base, mine, theirs, {"what": "rich_text"})
    assert time.thread_time() - start < 1


@pytest.mark.parametrize("html", ["<" * 100_000, "<p" * 50_000, "<p>" * 33_000, "</p>" * 25_000])
def test_broken_html_of_100_kb_never_hangs(html: str) -> None:
    start = time.thread_time()
    merge_fields({"what": ""}, {"what": html}, {"what": html + "<p>"}, {"what": "rich_text"})
    assert time.thread_time() - start < 1
