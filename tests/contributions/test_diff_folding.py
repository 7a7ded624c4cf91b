"""The middle of what stays the same is folded, and nothing else."""

from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from contributions.diff_folding import AROUND, FEWEST, fold
from contributions.diff_words import Segment, diff_words

WORDS = st.lists(st.sampled_from(["logement", "à", "Rodez,", "12", "…", "<b>"]), max_size=70)
SEGMENTS = st.lists(
    st.builds(
        Segment,
        kind=st.sampled_from(["equal", "insert", "delete"]),
        text=WORDS.map(" ".join),
    ),
    max_size=6,
)


def long(count: int) -> str:
    return " ".join(f"mot{number}" for number in range(count))


@given(SEGMENTS)
def test_nothing_is_lost_and_no_change_is_folded(segments: list[Segment]) -> None:
    parts = fold(tuple(segments))
    assert "".join(part.segment.text for part in parts) == "".join(one.text for one in segments)
    assert all(part.segment.kind == "equal" for part in parts if part.hidden)
    assert all(part.hidden >= FEWEST for part in parts if part.hidden)


def test_words_around_a_change_stay_in_sight() -> None:
    text = long(100)
    parts = fold(diff_words(f"{text} avant {text}", f"{text} après {text}"))
    assert [part.hidden for part in parts] == [100 - AROUND, 0, 0, 0, 0, 100 - AROUND]


def test_a_text_without_a_change_is_not_folded() -> None:
    assert [part.hidden for part in fold((Segment("equal", long(300)),))] == [0]


def test_the_folded_middle_is_on_the_page_and_escaped() -> None:
    text = "<i>" + long(60)
    segments = diff_words(f"{text} avant", f"{text} après")
    page = Template("{% load diffs %}{{ segments|folded }}").render(Context({"segments": segments}))
    assert "<details" in page
    assert "mot20 mot21" in page
    assert "&lt;i&gt;" in page
    assert "<i>" not in page
    assert "<del><span" in page
