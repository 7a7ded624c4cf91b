"""The sketch of where a change puts a page."""

from hypothesis import given
from hypothesis import strategies as st

from moderation.checks import MapPoint
from moderation.desk.mapping import SIZE, sketch_of

POINTS = st.builds(
    MapPoint,
    role=st.sampled_from(["before", "after", "commune"]),
    label=st.just("Rodez"),
    latitude=st.floats(-80, 80),
    longitude=st.floats(-180, 180),
)


@given(st.lists(POINTS, min_size=2, max_size=3))
def test_everything_is_inside_the_drawing(points: list[MapPoint]) -> None:
    sketch = sketch_of(points)
    assert sketch is not None
    assert all(0 <= side <= SIZE for mark in sketch.marks for side in (mark.x, mark.y))
    assert 0 < sketch.ring <= SIZE / 2


def test_one_point_alone_is_no_comparison() -> None:
    assert sketch_of([MapPoint("commune", "Rodez", 44.35, 2.57)]) is None


def test_the_words_say_how_far() -> None:
    before = MapPoint("before", "", 44.35, 2.57)
    after = MapPoint("after", "", 44.45, 2.57)
    sketch = sketch_of([before, after, MapPoint("commune", "Rodez", 44.35, 2.57)])
    assert sketch is not None
    assert "11,1" in sketch.text
    assert "Rodez" in sketch.text
    assert [mark.y for mark in sketch.marks] == [100, 30, 100]
