"""The order of offers: named parts, bounded, the same on every engine."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.base import Candidates, Query, Sort
from search.ranking import (
    FIRST,
    MOST_OF_ONE_STRUCTURE,
    MOST_REMOTE,
    PARTS,
    WEIGHTS,
    WORDS_ONLY,
    cursors,
    freshness,
    nearness,
    rank,
    scores,
)

NEEDS = {"car": 1.0, "bus": 0.5}
ASKED = Query(needs=NEEDS)
WORDS = Query(words=("nom",))
PLAIN = {
    "offer_ids": 1,
    "structure_ids": 1,
    "need": 1.0,
    "need_at": 0,
    "text": 0.0,
    "echo": 0.0,
    "km": 5.0,
    "is_remote": False,
    "serves": False,
    "outside": False,
    "audience": 0.0,
    "verified": np.nan,
    "modified": 10.0,
    "availability": 0.5,
    "quality": 0.5,
    "doubted": False,
    "cursors": 0,
}
NONE = Candidates.none()


def candidates(*offers) -> Candidates:
    """Each a few values that differ from PLAIN."""
    rows = [PLAIN | offer for offer in offers]
    return Candidates(
        **{
            field.name: np.array([row[field.name] for row in rows], getattr(NONE, field.name).dtype)
            for field in fields(Candidates)
        }
    )


def ids(*offers, query=ASKED) -> list[int]:
    return [hit.offer_id for hit in rank(candidates(*offers), query)]


OFFERS = st.lists(
    st.fixed_dictionaries(
        {
            "offer_ids": st.integers(1, 10_000),
            "structure_ids": st.integers(1, 5),
            "need": st.floats(0, 1),
            "need_at": st.integers(-1, 1),
            "text": st.floats(0, 1),
            "echo": st.floats(0, 1),
            "km": st.floats(0, 20_000) | st.just(np.nan),
            "is_remote": st.booleans(),
            "serves": st.booleans(),
            "outside": st.booleans(),
            "audience": st.sampled_from([0.0, 1.0]),
            "verified": st.integers(0, 4_000) | st.just(np.nan),
            "modified": st.integers(0, 4_000) | st.just(np.nan),
            "availability": st.floats(0, 1),
            "quality": st.floats(0, 1),
            "doubted": st.booleans(),
        }
    ),
    max_size=30,
    unique_by=lambda offer: offer["offer_ids"],
)


@pytest.mark.parametrize("weights", [WEIGHTS, WORDS_ONLY])
def test_weights_share_out_one(weights) -> None:
    assert set(weights) == set(PARTS)
    assert sum(weights.values()) == pytest.approx(1)


def test_need_before_text_before_distance() -> None:
    other = {"offer_ids": 2, "need": 0.0, "need_at": -1, "text": 0.9}
    far = {"offer_ids": 3, "km": 28.0}
    assert ids(other, far, {}) == [1, 3, 2]


def test_words_decide_when_no_need_was_understood() -> None:
    named = {"offer_ids": 2, "need": 0.0, "need_at": -1, "text": 0.9, "km": 80.0}
    near = {"offer_ids": 3, "need": 0.0, "need_at": -1, "text": 0.3, "km": 1.0}
    assert ids(near, named, query=WORDS) == [2, 3]
    assert ids(near, named, query=replace(ASKED, by_name=True)) == [2, 3]


def test_a_hit_says_which_need_and_why() -> None:
    [hit] = rank(candidates({"need_at": 1, "verified": 12.0, "availability": 1.0}), ASKED)
    assert hit.need == "bus"
    assert hit.verified_days == 12
    assert hit.has_room
    assert set(hit.parts) == set(PARTS)


@pytest.mark.parametrize(
    "better",
    [
        {"verified": 3.0},
        {"availability": 1.0},
        {"audience": 1.0},
        {"quality": 0.9},
        {"km": 1.0},
        {"text": 0.2},
        {"echo": 0.2},
    ],
)
def test_each_part_counts(better) -> None:
    assert ids({}, {"offer_ids": 2, **better}) == [2, 1]


def test_what_is_reported_comes_after_its_equal_and_says_so() -> None:
    doubted, other = rank(candidates({}, {"offer_ids": 2, "doubted": True}), ASKED)[::-1]
    assert (doubted.offer_id, doubted.is_doubted, other.is_doubted) == (2, True, False)


@given(OFFERS, st.booleans())
def test_a_doubt_takes_a_twentieth_at_most_and_hides_nothing(offers, needs_first) -> None:
    believed = scores(
        candidates(*({**o, "doubted": False} for o in offers)), needs_first=needs_first
    )
    doubted = scores(candidates(*({**o, "doubted": True} for o in offers)), needs_first=needs_first)
    assert len(doubted) == len(offers)
    assert ((believed - doubted <= 0.05 + 1e-6) & (doubted <= believed)).all()


def test_full_comes_after_open_but_is_there() -> None:
    assert ids({"availability": 0.0}, {"offer_ids": 2, "availability": 1.0}) == [2, 1]


def test_a_remote_offer_stands_between_near_and_far() -> None:
    remote = {"offer_ids": 2, "km": np.nan, "is_remote": True}
    far = {"offer_ids": 3, "km": 28.0}
    assert ids(far, remote, {}) == [1, 2, 3]


def test_who_serves_other_towns_comes_after_who_does_not_say() -> None:
    assert ids({"outside": True, "km": 1.0}, {"offer_ids": 2, "km": 12.0}) == [2, 1]


def test_among_those_who_serve_the_place_the_nearer_comes_first() -> None:
    served = {"serves": True, "km": 30.0}
    assert ids({**served, "km": 55.0}, {**served, "offer_ids": 2}) == [2, 1]


def test_a_hidden_address_has_no_distance() -> None:
    [hit] = rank(candidates({"km": np.nan, "serves": True}), ASKED)
    assert hit.distance_km is None


def test_ties_are_broken_by_number() -> None:
    assert ids({}, {"offer_ids": 2}) == ids({"offer_ids": 2}, {}) == [1, 2]


def test_at_most_three_of_one_structure_among_the_first_ten() -> None:
    crowd = [{"offer_ids": n, "structure_ids": 1} for n in range(1, 9)]
    others = [{"offer_ids": n, "structure_ids": n, "km": 25.0} for n in range(20, 30)]
    order = rank(candidates(*crowd, *others), ASKED)
    first = [hit.structure_id for hit in order[:FIRST]]
    assert first.count(1) == MOST_OF_ONE_STRUCTURE
    assert len(order) == 18


def test_remote_offers_leave_room_for_those_who_receive() -> None:
    remote = [{"offer_ids": n, "structure_ids": n, "is_remote": True} for n in range(1, 9)]
    on_site = [{"offer_ids": n, "structure_ids": n, "km": 29.0} for n in range(20, 30)]
    order = rank(candidates(*remote, *on_site), ASKED)
    assert sum(hit.is_remote for hit in order[:FIRST]) == MOST_REMOTE
    only = rank(candidates(*remote), ASKED)
    assert [hit.offer_id for hit in only] == list(range(1, 9))


@given(OFFERS)
def test_parts_are_bounded_and_nothing_is_lost(offers) -> None:
    hits = rank(candidates(*offers), ASKED)
    assert {hit.offer_id for hit in hits} == {offer["offer_ids"] for offer in offers}
    assert all(0 <= value <= 1 for hit in hits for value in hit.parts.values())
    assert all(0 <= hit.score <= 1 for hit in hits)
    assert list(hits) == list(rank(candidates(*reversed(offers)), ASKED))


@given(OFFERS, st.sampled_from(Sort))
def test_a_cursor_is_one_offer_s(offers, sort) -> None:
    found = candidates(*offers)
    placed = cursors(found, sort=sort, needs_first=True)
    assert len(set(placed.tolist())) == len(offers)
    assert (placed & 0xFFFFFFFF == found.offer_ids).all()
    assert (placed >= 0).all()


@given(st.floats(0, 20_000))
def test_nearness_falls_with_distance(distance) -> None:
    near, far = nearness(candidates({"km": distance}, {"km": distance + 1}))
    assert 0 < far < near <= 1


def test_what_was_never_dated_is_not_fresh() -> None:
    never = candidates({"verified": np.nan, "modified": np.nan})
    checked, edited = candidates({"verified": 0.0}), candidates({"modified": 0.0})
    assert freshness(never)[0] == 0 < freshness(edited)[0] < freshness(checked)[0] == 1


def test_the_order_of_the_engine_stands_when_asked() -> None:
    found = replace(candidates({"offer_ids": 9, "km": 1.0}, {"offer_ids": 3, "text": 1.0}))
    assert [hit.offer_id for hit in rank(found, ASKED, reorder=False)] == [9, 3]
