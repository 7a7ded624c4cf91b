"""What the merge does with each kind of field; MediaWiki's own cases for texts."""

from typing import Any

import pytest

from contributions.blocks import split_blocks
from contributions.merge import Conflict, MergeResult, merge_fields


def merge(kind: str, base: Any, mine: Any, theirs: Any) -> tuple[Any, list[Conflict]]:
    result = merge_fields({"f": base}, {"f": mine}, {"f": theirs}, {"f": kind})
    return result.merged["f"], result.conflicts


def html(*paragraphs: str) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)


# MediaWiki, EditPageTest::provideAutoMerge and UndoIntegrationTest, on blocks.


def test_two_people_change_different_paragraphs() -> None:
    merged, conflicts = merge(
        "rich_text", html("one", "two", "three"), html("ONE", "two", "three"),
        html("one", "two", "THREE"),
    )  # fmt: skip
    assert (merged, conflicts) == (html("ONE", "two", "THREE"), [])


def test_two_people_change_the_same_paragraph() -> None:
    merged, conflicts = merge(
        "rich_text", html("one", "two", "three"), html("(one)", "two", "three"),
        html("ONE", "two", "three"),
    )  # fmt: skip
    assert merged == html("ONE", "two", "three")
    assert conflicts == [Conflict("f.0", html("one"), html("(one)"), html("ONE"))]


def test_a_conflict_in_one_paragraph_leaves_the_others_merged() -> None:
    merged, conflicts = merge(
        "rich_text", html("one", "two", "three", "four", "five"),
        html("one", "two", "(three)", "four", "FIVE"), html("ONE", "two", "3", "four", "five"),
    )  # fmt: skip
    assert merged == html("ONE", "two", "3", "four", "FIVE")
    assert conflicts == [Conflict("f.2", html("three"), html("(three)"), html("3"))]


def test_neighbouring_paragraphs_are_a_conflict() -> None:
    merged, conflicts = merge("rich_text", html("a", "b"), html("A", "b"), html("a", "B"))
    assert merged == html("a", "B")
    assert [conflict.path for conflict in conflicts] == ["f.0"]


def test_undo_of_a_change_keeps_what_came_later() -> None:
    before, undone, current = (
        html("line1", "line2", "line3"),
        html("line1 edited", "line2", "line3"),
        html("line1 edited", "line2", "line3 more content"),
    )
    assert merge("rich_text", base := undone, before, current) == (
        html("line1", "line2", "line3 more content"),
        [],
    )
    assert base == undone


def test_undo_of_what_was_changed_again_is_a_conflict() -> None:
    merged, conflicts = merge("rich_text", html("b", "x"), html("a", "x"), html("c", "x"))
    assert merged == html("c", "x")
    assert conflicts[0] == Conflict("f.0", html("b"), html("a"), html("c"))


def test_a_deleted_paragraph_against_an_edited_one_is_a_conflict() -> None:
    merged, conflicts = merge("rich_text", html("a", "b", "c"), html("b", "c"), html("A", "b", "c"))
    assert merged == html("A", "b", "c")
    assert conflicts == [Conflict("f.0", html("a"), "", html("A"))]


def test_a_paragraph_moved_to_two_places_never_stands_twice() -> None:
    merged, conflicts = merge(
        "rich_text", html("a", "b", "c", "d"), html("b", "c", "d", "a"), html("b", "c", "a", "d")
    )
    assert merged == html("b", "c", "a", "d")
    assert conflicts


def test_two_people_write_a_text_that_was_empty() -> None:
    merged, conflicts = merge("rich_text", "", html("mine"), html("theirs"))
    assert merged == html("theirs")
    assert conflicts == [Conflict("f.0", "", html("mine"), html("theirs"))]


def test_lists_are_blocks() -> None:
    items = "<ul><li><p>a</p></li><li>b</li></ul>"
    merged, conflicts = merge(
        "rich_text", html("x") + items, html("X") + items, html("x") + items + html("end")
    )
    assert (merged, conflicts) == (html("X") + items + html("end"), [])


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        (" \n ", []),
        ("loose", ["loose"]),
        ("<p>a</p>\n<p>b</p>", ["<p>a</p>", "<p>b</p>"]),
        ("a <strong>b</strong><p>c</p>d", ["a <strong>b</strong>", "<p>c</p>", "d"]),
        ("<p>a<br>b</p><ol><li>c</li></ol>", ["<p>a<br>b</p>", "<ol><li>c</li></ol>"]),
        ("<p>open<p>more", ["<p>open<p>more"]),
        ("</p><p>a</p>", ["</p>", "<p>a</p>"]),
        ("<P>a</P>", ["<P>a</P>"]),
    ],
)
def test_blocks(text: str, blocks: list[str]) -> None:
    assert split_blocks(text) == blocks


# Scalars


def test_scalars_merge_when_one_side_changed() -> None:
    assert merge("scalar", "a", "b", "a") == ("b", [])
    assert merge("scalar", "a", "a", None) == (None, [])


def test_scalars_conflict_keeps_the_live_value() -> None:
    assert merge("scalar", "a", "b", "c") == ("c", [Conflict("f", "a", "b", "c")])
    assert merge("scalar", None, "b", "c") == ("c", [Conflict("f", None, "b", "c")])


# Sets


def test_sets_add_and_remove_freely() -> None:
    assert merge("set", ["a", "b"], ["b", "c"], ["a", "b", "d"]) == (["b", "c", "d"], [])


def test_a_set_emptied_by_one_side_loses_only_what_was_there() -> None:
    assert merge("set", ["a"], [], ["a", "b"]) == (["b"], [])


def test_no_value_against_a_changed_set_is_a_conflict() -> None:
    assert merge("set", ["a"], None, ["b"]) == (["b"], [Conflict("f", ["a"], None, ["b"])])
    assert merge("set", None, ["a"], ["b"]) == (["a", "b"], [])


# Rows


def row(key: str, value: str = "") -> dict[str, str]:
    return {"uuid": key, "value": value}


def test_rows_added_removed_and_edited_on_both_sides() -> None:
    merged, conflicts = merge(
        "rows",
        [row("a"), row("b"), row("c")],
        [row("a", "mine"), row("b"), row("c"), row("x")],
        [row("y"), row("a"), row("c")],
    )
    assert (merged, conflicts) == ([row("y"), row("a", "mine"), row("c"), row("x")], [])


def test_a_row_edited_on_both_sides_is_a_conflict() -> None:
    merged, conflicts = merge("rows", [row("a")], [row("a", "1")], [row("a", "2")])
    assert merged == [row("a", "2")]
    assert conflicts == [Conflict("f.a", row("a"), row("a", "1"), row("a", "2"))]


def test_a_row_edited_here_and_removed_there_is_a_conflict() -> None:
    merged, conflicts = merge("rows", [row("a")], [row("a", "1")], [])
    assert (merged, conflicts) == ([], [Conflict("f.a", row("a"), row("a", "1"), None)])
    merged, conflicts = merge("rows", [row("a")], [], [row("a", "1")])
    assert (merged, conflicts) == (
        [row("a", "1")],
        [Conflict("f.a", row("a"), None, row("a", "1"))],
    )


def test_rows_moved_by_one_side_move() -> None:
    merged, conflicts = merge(
        "rows", [row("a"), row("b"), row("c")], [row("c"), row("a"), row("b")],
        [row("a"), row("x"), row("b", "2"), row("c")],
    )  # fmt: skip
    assert (merged, conflicts) == ([row("c"), row("a"), row("x"), row("b", "2")], [])


def test_rows_moved_differently_by_both_sides_are_a_conflict() -> None:
    merged, conflicts = merge(
        "rows", [row("a"), row("b"), row("c")], [row("c"), row("a"), row("b")],
        [row("b"), row("a"), row("c")],
    )  # fmt: skip
    assert merged == [row("b"), row("a"), row("c")]
    assert conflicts == [Conflict("f.__order__", ["a", "b", "c"], ["c", "a", "b"], ["b", "a", "c"])]


@pytest.mark.parametrize("rows", [[{"value": 1}], [row("a"), row("a")], ["a"], [{"uuid": ""}]])
def test_rows_without_a_uuid_of_their_own_are_refused(rows: Any) -> None:
    with pytest.raises(ValueError, match="uuid"):
        merge("rows", [], rows, [row("z")])


# The schema


def test_a_missing_field_is_an_error() -> None:
    with pytest.raises(ValueError, match="missing"):
        merge_fields({"f": 1}, {}, {"f": 1}, {"f": "scalar"})


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(ValueError, match="kinds"):
        merge_fields({"f": 1}, {"f": 1}, {"f": 1}, {"f": "table"})


def test_fields_outside_the_schema_are_left_out() -> None:
    assert merge_fields({"a": 1}, {"a": 2, "x": 9}, {"a": 1}, {"a": "scalar"}) == MergeResult(
        {"a": 2}, []
    )
