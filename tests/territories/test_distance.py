"""Great circles, against published distances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territories.distance import kilometres

PARIS, LYON, MARSEILLE = (48.8566, 2.3522), (45.7640, 4.8357), (43.2965, 5.3698)
RODEZ, SAINT_DENIS = (44.3493, 2.5766), (-20.8790, 55.4486)
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (PARIS, LYON, 392),
        (PARIS, MARSEILLE, 661),
        (RODEZ, LYON, 237),
        (PARIS, SAINT_DENIS, 9365),
        ((0, 179.5), (0, -179.5), 111.2),
        ((90, 0), (-90, 0), 20015),
    ],
)
def test_known_distances(start, end, expected):
    assert kilometres(*start, *end) == pytest.approx(expected, rel=0.005)


@given(points, points)
def test_the_way_back_is_as_long(start, end):
    assert kilometres(*start, *end) == pytest.approx(kilometres(*end, *start), abs=1e-6)


@given(points)
def test_nowhere_is_far_from_itself(point):
    assert kilometres(*point, *point) == pytest.approx(0, abs=1e-6)


@given(points, points)
def test_nothing_is_farther_than_the_antipodes(start, end):
    assert 0 <= kilometres(*start, *end) <= 20016
