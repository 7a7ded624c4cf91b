"""What a reader of a diff is shown, for each kind of field, whatever the content."""

import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contributions.diff import FieldDiff, diff_fields
from contributions.diff_lines import Line
from contributions.diff_links import LinkChange
from contributions.diff_words import Segment, diff_words
from contributions.wording import Wording
from offers.schema import OFFER_FIELDS


def diff(name: str, before: Any, after: Any) -> FieldDiff:
    found = diff_fields({name: before}, {name: after}, schema=_only(name), words=Wording())
    assert len(found) == 1
    return found[0]


def _only(name: str) -> dict[str, Any]:
    return {name: OFFER_FIELDS[name]}


def test_words_added_and_removed() -> None:
    assert diff_words("Ouvert le lundi matin", "Ouvert le mardi matin") == (
        Segment("equal", "Ouvert le "),
        Segment("delete", "lundi"),
        Segment("insert", "mardi"),
        Segment("equal", " matin"),
    )


def test_a_scalar_that_was_empty() -> None:
    assert diff("fee_detail", "", "5 €").lines == (Line((Segment("insert", "5 €"),)),)
    assert diff("min_age", None, 16).lines == (Line((Segment("insert", "16"),)),)


def test_a_set_shows_what_came_and_went() -> None:
    assert diff("documents", ["A", "B"], ["B", "C"]).lines == (
        Line((Segment("delete", "A"),)),
        Line((Segment("insert", "C"),)),
    )


def test_rows_added_removed_changed_and_moved() -> None:
    def way(key: str, value: str) -> dict[str, str]:
        return {"uuid": key, "mode": "phone", "value": value, "note": ""}

    before = [way("a", "1"), way("b", "2"), way("c", "3")]
    after = [way("c", "3"), way("a", "9"), way("d", "4")]
    lines = diff("engage_person", before, after).lines
    assert [[segment.kind for segment in line.segments] for line in lines] == [
        ["equal", "delete", "insert"],
        ["delete"],
        ["insert"],
        ["equal"],
    ]
    assert lines[-1].note == "order"


def test_only_the_changed_paragraph_is_shown() -> None:
    found = diff("what", "<p>un</p><p>deux</p><p>trois</p>", "<p>un</p><p>2</p><p>trois</p>")
    assert found.lines == (Line((Segment("delete", "deux"), Segment("insert", "2"))),)


def test_a_changed_link_target_is_always_shown() -> None:
    before = '<p>Voir <a href="https://caf.fr" rel="nofollow">le site</a>.</p>'
    after = before.replace("https://caf.fr", "https://caf.fr.evil.example")
    found = diff("what", before, after)
    (link,) = found.links
    assert (link.text, link.before) == ("le site", "https://caf.fr")
    assert link.after == "https://caf.fr.evil.example"
    assert found.lines


def test_links_added_and_removed_are_shown() -> None:
    link = '<p><a href="https://a.fr">ici</a></p>'
    assert diff("what", "<p>x</p>", link).links == (LinkChange("ici", "", "https://a.fr"),)
    assert diff("what", link, "<p>x</p>").links == (LinkChange("ici", "https://a.fr", ""),)


def test_a_change_of_layout_alone_is_shown() -> None:
    found = diff("what", "<p>un <strong>mot</strong></p>", "<p>un mot</p>")
    assert found.lines[0].note == "formatting"
    assert any(segment.kind == "delete" for segment in found.lines[0].segments)


def test_fields_that_stay_are_left_out() -> None:
    same = {"title": "a", "what": "<p>b</p>"}
    schema = {name: OFFER_FIELDS[name] for name in same}
    assert diff_fields(same, dict(same), schema=schema, words=Wording()) == []


_html = st.lists(
    st.one_of(
        st.text("ab <>&\"'", max_size=6),
        st.sampled_from(
            ["<p>", "</p>", "<ul><li>", "</li></ul>", '<a href="https://x.fr">', "</a>"]
        ),
    ),
    max_size=12,
).map("".join)


@given(_html, _html)
def test_any_two_texts_can_be_compared(before: str, after: str) -> None:
    found = diff_fields({"what": before}, {"what": after}, schema=_only("what"), words=Wording())
    assert len(found) <= 1


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_words_of_both_sides_are_all_there(before: str, after: str) -> None:
    segments = diff_words(before, after)
    assert "".join(one.text for one in segments if one.kind != "insert") == before
    assert "".join(one.text for one in segments if one.kind != "delete") == after


def test_two_texts_of_100_kb_are_compared_in_bounded_time() -> None:
    before = " ".join(str(number * 7919 % 10_007) for number in range(18_000))
    after = " ".join(str(number * 104_729 % 10_009) for number in range(18_000))
    start = time.perf_counter()
    diff_words(before, after)
    assert time.perf_counter() - start < 3
