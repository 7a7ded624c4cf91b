"""All kinds together: how they share the list, and what it costs."""

import pytest

from search.suggesting.suggest import suggest
from search.suggesting.suggestion import Kind, Suggestion, shared_out
from tests.factories import make_offer, make_structure
from tests.search.suggesting.saying import say

QUERIES = 12

pytestmark = pytest.mark.django_db


def test_each_kind_that_answers_is_there_in_order(offer) -> None:
    say("louer une voiture")
    say("voiture de location", "mobilite--preparer-un-permis")
    make_structure(name="Voiture pour tous")
    for number in range(9):
        make_offer(title=f"Voiture numéro {number}")
    found = suggest("voit", "fr")
    assert len(found) == 8
    kinds = [one.kind for one in found]
    assert kinds == sorted(kinds, key=list(Kind).index)
    assert set(kinds) == set(Kind)
    assert len(suggest("voit", "fr", limit=3)) == 3


def test_the_first_of_each_then_what_follows() -> None:
    pools = [[_one(f"{kind}{rank}") for rank in range(4)] for kind in "abc"]
    shown = [one.label for one in shared_out(pools, 6)]
    assert shown == ["a0", "a1", "a2", "a3", "b0", "c0"]
    assert [one.label for one in shared_out([[], pools[1]], 8)] == ["b0", "b1", "b2", "b3"]


def _one(label: str) -> Suggestion:
    return Suggestion(Kind.NEED, label, label, "/")


@pytest.mark.parametrize("size", [1, 30])
def test_it_costs_the_same_whatever_there_is(size, django_assert_max_num_queries) -> None:
    for number in range(size):
        make_offer(
            structure=make_structure(name=f"Voiture {number}"), title=f"Voiture numéro {number}"
        )
    say("louer une voiture")
    suggest("voiture", "fr")
    with django_assert_max_num_queries(QUERIES):
        assert suggest("voiture", "fr")
