"""No empty page without a reason: what is tried in turn, and what is never done."""

from typing import Any

import pytest

from offers.models import Need
from search.criteria import Criteria
from search.engines.base import Sort
from search.filters import Facet, Filters
from search.heard import hear
from search.places import Rung
from search.query import Found, search
from territories.models import Territory
from tests.factories import CAR, REMOTE, SHELTER, make_offer, make_structure

pytestmark = pytest.mark.usefixtures("places", "words")

LYON: dict[str, Any] = {
    "commune": "fr:commune:69123",
    "latitude": 45.76,
    "longitude": 4.83,
    "postal_code": "69001",
    "coverage": ["fr:department:69"],
}
# 50 km from Rodez as the crow flies.
MILLAU: dict[str, Any] = {
    "commune": "fr:commune:12145",
    "latitude": 44.1,
    "longitude": 3.08,
    "postal_code": "12100",
    "coverage": ["fr:department:12"],
}
FREE = Filters({Facet.FEE: ("gratuit",)})


def asked(place: str = "fr:commune:12202", code: str = CAR, **more) -> Found:
    needs = [Need.objects.get(code=code)] if code else []
    where = Territory.objects.get(uid=place) if place else None
    return search(Criteria(needs=needs, place=where, **more))


def offers(found: Found) -> list[int]:
    return [hit.offer_id for hit in found.hits]


def test_near_first() -> None:
    near = make_offer()
    make_offer(**MILLAU | {"coverage": ["fr:commune:12145"]})
    found = asked()
    assert found.rung == Rung.ALL
    assert offers(found) == [near.pk]


def test_wider_when_nothing_is_near() -> None:
    far = make_offer(**MILLAU | {"coverage": ["fr:commune:12145"]})
    found = asked()
    assert found.rung == Rung.WIDER
    assert offers(found) == [far.pk]
    assert found.hits[0].is_outside


def test_who_serves_the_department_is_reached_at_once() -> None:
    far = make_offer(**MILLAU)
    found = asked()
    assert found.rung == Rung.ALL
    assert offers(found) == [far.pk]


def test_what_is_done_at_a_distance_before_a_door_far_away() -> None:
    remote = make_offer(**REMOTE)
    found = asked(place="fr:commune:69123")
    assert offers(found) == [remote.pk]


def test_nobody_is_sent_across_the_country() -> None:
    make_offer(**LYON)
    found = asked()
    assert found.rung == Rung.NONE
    assert not found.hits


def test_filters_are_let_go_before_giving_up() -> None:
    paid = make_offer(fee="payant")
    found = asked(filters=FREE)
    assert found.rung == Rung.UNFILTERED
    assert offers(found) == [paid.pk]


def test_a_filter_goes_further_before_it_is_let_go() -> None:
    make_offer(fee="payant")
    elsewhere = MILLAU | {"coverage": ["fr:commune:12145"]}
    free = make_offer(**elsewhere, fee="gratuit", fee_detail="")
    found = asked(filters=FREE)
    assert found.rung == Rung.WIDER
    assert offers(found) == [free.pk]


def test_a_neighbouring_need_before_nothing() -> None:
    offer = make_offer()
    sibling = Need.objects.current().filter(category__code="mobilite").exclude(code=CAR).first()
    found = asked(code=sibling.code)
    assert found.rung == Rung.SIBLINGS
    assert offers(found) == [offer.pk]
    assert found.hits[0].need == CAR


def test_a_name_is_found_wherever_it_is() -> None:
    named = make_offer(title="Vélos du Causse", **LYON)
    found = asked(code="", text="vélos du Causse")
    assert found.rung == Rung.ANYWHERE
    assert offers(found) == [named.pk]


def test_words_nobody_holds_are_let_go() -> None:
    offer = make_offer(title="Vélos du Causse")
    found = asked(code="", text="vélos causse zblorg")
    assert found.rung == Rung.SOME_WORDS
    assert found.dropped == ("zblorg",)
    assert offers(found) == [offer.pk]


def test_words_of_mere_chance_do_not_hide_what_answers() -> None:
    make_offer(title="Cours de cuisine", needs=["sante--addictions"])
    answering = make_offer(**MILLAU, title="Prêt de scooters")
    found = asked(text="cours de cuisine")
    assert offers(found)[0] == answering.pk


def test_nothing_asked_finds_nothing() -> None:
    make_offer()
    found = asked(code="")
    assert found.rung == Rung.NONE


def test_past_the_first_offers_nothing_is_lost_nor_shown_twice(monkeypatch) -> None:
    monkeypatch.setattr("search.query.CANDIDATES", 4)
    monkeypatch.setattr("search.ladder.CANDIDATES", 4)
    monkeypatch.setattr("search.query.PAGE_SIZE", 3)
    made = {make_offer(latitude=44.35 + n / 100, longitude=2.57).pk for n in range(12)}
    for sort in Sort:
        found = asked(sort=sort)
        seen = offers(found)
        while found.further is not None:
            found = asked(sort=sort, after=found.further)
            seen += offers(found)
        assert len(seen) == len(set(seen))
        assert set(seen) == made


def test_sorted_by_distance_and_by_freshness() -> None:
    far = make_offer(latitude=44.45, longitude=2.57)
    near = make_offer(latitude=44.352, longitude=2.573)
    assert offers(asked(sort=Sort.NEAR)) == [near.pk, far.pk]
    fresh = asked(sort=Sort.FRESH)
    assert set(offers(fresh)) == {near.pk, far.pk}


def test_counts_are_over_all_that_matches() -> None:
    make_offer(fee="gratuit", fee_detail="")
    make_offer(fee="payant")
    make_offer(fee="payant")
    assert asked().counts[Facet.FEE] == {"gratuit": 1, "payant": 2}
    chosen = asked(filters=FREE)
    assert chosen.total == 1
    assert chosen.counts[Facet.FEE] == {"gratuit": 1, "payant": 2}


@pytest.mark.usefixtures("sayings")
def test_a_structure_is_shown_whole_when_it_is_named() -> None:
    structure = make_structure(name="Maison Amaranthe")
    far = make_offer(structure=structure, **LYON)
    hidden = make_offer(structure=structure, needs=[SHELTER])
    make_offer()
    heard = hear("la maison amaranthe")
    found = asked(code="", text=heard.text, routing=heard.routing)
    assert found.criteria.routing.is_name
    assert set(offers(found)) == {far.pk, hidden.pk}
    assert hear("horaires de la Maison Amaranthe").routing.is_name
    assert not hear("je cherche une maison").routing.is_name
