"""Nothing tells of fewer than K, not even what is left when the rest is taken away."""

from hypothesis import given
from hypothesis import strategies as st

from moderation.transparency.concealing import K, conceal

PARTS = st.dictionaries(st.integers(0, 9), st.integers(0, 30), max_size=9)


@given(PARTS)
def test_what_is_shown_is_true_and_at_least_k(parts):
    found = conceal(parts)
    assert all(parts[key] == number >= K for key, number in found.shown.items())


@given(PARTS)
def test_the_rest_tells_of_nobody(parts):
    found = conceal(parts)
    total = sum(parts.values())
    rest = total - sum(found.shown.values())
    assert found.total == (total if total >= K else None)
    assert found.rest == (rest if rest >= K else None)
    if found.shown:
        assert rest == 0 or rest >= K


@given(PARTS)
def test_no_hidden_number_below_k_can_be_worked_out(parts):
    """With the total, the shown parts and the knowledge that small ones are hidden, each hidden
    part below K could be another number just as well."""
    found = conceal(parts)
    hidden = [number for key, number in parts.items() if key not in found.shown]
    rest = sum(hidden)
    if found.shown and rest:
        assert len(hidden) > 1 or hidden[0] >= K
        assert set(hidden) != {K - 1}


@given(PARTS)
def test_what_has_no_line_is_never_shown(parts):
    assert not set(conceal(parts, never=frozenset(parts)).shown)


def test_the_smallest_shown_is_hidden_when_the_rest_is_too_small():
    found = conceal({"a": 20, "b": 6, "c": 2})
    assert (found.shown, found.rest, found.total) == ({"a": 20}, 8, 28)


def test_enough_everywhere_is_shown_whole():
    found = conceal({"a": 5, "b": 9, "c": 0})
    assert (found.shown, found.total) == ({"a": 5, "b": 9}, 14)
