"""The order of offers: named parts, bounded, the same on every engine."""

from dataclasses import asdict, replace

from hypothesis import given
from hypothesis import strategies as st

from search.engines.base import Around, Candidate
from search.ranking import FIRST, MOST_OF_ONE_STRUCTURE, WEIGHTS, nearness, rank, spread

PLACE = Around(44.35, 2.57, radius_km=30, areas=())
PLAIN = Candidate(1, 1, "Offer", 44.35, 2.57, False, 0.0, frozenset({7}), False)
CANDIDATES = st.builds(
    Candidate,
    offer_id=st.integers(1, 10_000),
    structure_id=st.integers(1, 5),
    title=st.just("Offer"),
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
    is_remote=st.booleans(),
    text=st.floats(0, 1),
    needs=st.frozensets(st.integers(1, 9), max_size=3),
    serves=st.booleans(),
)


def ids(candidates, needs=None, where=PLACE) -> list[int]:
    hits = rank(candidates, needs={7: 1.0} if needs is None else needs, where=where)
    return [hit.candidate.offer_id for hit in hits]


def test_the_weights_add_to_one() -> None:
    assert sum(WEIGHTS.values()) == 1


def test_need_before_text_before_distance() -> None:
    other = replace(PLAIN, offer_id=2, needs=frozenset(), text=0.9)
    far = replace(PLAIN, offer_id=3, latitude=44.6)
    assert ids([other, far, PLAIN]) == [1, 3, 2]


def test_the_surest_need_counts() -> None:
    second = replace(PLAIN, offer_id=2, needs=frozenset({8}))
    assert ids([second, PLAIN], needs={7: 1.0, 8: 0.5}) == [1, 2]
    [hit, _other] = rank([PLAIN, second], needs={7: 1.0, 8: 0.5}, where=None)
    assert hit.need == 7


def test_what_is_too_far_is_left_out_unless_it_serves_the_place() -> None:
    far = replace(PLAIN, offer_id=2, latitude=45.0)
    assert ids([far]) == []
    assert ids([replace(far, serves=True)]) == [2]


def test_a_remote_offer_stands_between_near_and_far() -> None:
    remote = replace(PLAIN, offer_id=2, latitude=None, longitude=None, is_remote=True)
    far = replace(PLAIN, offer_id=3, latitude=44.6)
    assert ids([far, remote, PLAIN]) == [1, 2, 3]


def test_a_hidden_address_has_no_distance() -> None:
    hidden = replace(PLAIN, latitude=None, longitude=None, serves=True)
    [hit] = rank([hidden], needs={7: 1.0}, where=PLACE)
    assert hit.distance_km is None


def test_ties_are_broken_by_distance_then_number() -> None:
    twin = replace(PLAIN, offer_id=2)
    assert ids([twin, PLAIN]) == ids([PLAIN, twin]) == [1, 2]


def test_at_most_three_of_one_structure_among_the_first_ten() -> None:
    crowd = [replace(PLAIN, offer_id=n, structure_id=1) for n in range(1, 9)]
    others = [
        replace(PLAIN, offer_id=n, structure_id=n, text=0.0, latitude=44.5) for n in range(20, 30)
    ]
    order = rank([*crowd, *others], needs={7: 1.0}, where=PLACE)
    first = [hit.candidate.structure_id for hit in order[:FIRST]]
    assert first.count(1) == MOST_OF_ONE_STRUCTURE
    assert len(order) == 18


@given(st.lists(CANDIDATES, max_size=30, unique_by=lambda c: c.offer_id))
def test_parts_are_bounded_and_nothing_is_lost(candidates) -> None:
    hits = rank(candidates, needs={1: 1.0, 2: 0.4}, where=None)
    assert {hit.candidate.offer_id for hit in hits} == {c.offer_id for c in candidates}
    assert all(0 <= value <= 1 for hit in hits for value in asdict(hit.parts).values())
    assert hits == rank(list(reversed(candidates)), needs={1: 1.0, 2: 0.4}, where=None)
    assert sorted(map(id, spread(hits))) == sorted(map(id, hits))


@given(st.floats(0, 20_000))
def test_nearness_falls_with_distance(distance: float) -> None:
    assert 0 < nearness(distance + 1) < nearness(distance) <= 1
