"""What may help too: which needs, and how much each is worth."""

import pytest

from offers.models import Need
from offers.words import words
from search.criteria import Criteria
from search.explaining import why
from search.filters import Facet, Filters
from search.query import search
from search.related import FAR_NEIGHBOUR, HEARD, NEIGHBOUR, related_needs
from search.routing.router import Evidence, RoutedNeed, Routing
from territories.models import Territory
from tests.factories import make_offer

CAR, BUS = "mobilite--acceder-a-un-vehicule", "mobilite--mobilite-douce-partagee-collective"
CARE, MIND = "sante--acces-aux-soins", "sante--sante-mentale"

pytestmark = pytest.mark.django_db


def asked(**heard: float) -> dict[str, float]:
    codes = {"car": CAR, "bus": BUS, "care": CARE}
    routing = Routing(tuple(RoutedNeed(codes[n], sure, Evidence()) for n, sure in heard.items()))
    return related_needs(Criteria(needs=[words().needs[CAR]], text="x", routing=routing))


def test_what_was_asked_is_worth_most() -> None:
    needs = asked(car=0.8, care=0.1)
    assert needs[CAR] == 1
    assert needs[CAR] > needs[CARE] == pytest.approx(0.5)


def test_what_was_hardly_heard_before_what_was_not() -> None:
    assert asked(car=0.9, care=1e-6)[CARE] == HEARD > NEIGHBOUR


def test_a_neighbour_of_what_was_asked_before_one_of_what_was_heard() -> None:
    needs = asked(car=0.9, care=0.05)
    assert (needs[BUS], needs[MIND]) == (NEIGHBOUR, FAR_NEIGHBOUR)


def test_nothing_asked_nothing_related() -> None:
    assert related_needs(Criteria(text="bonjour")) == {}


@pytest.mark.usefixtures("places", "words")
def test_what_breaks_a_filter_is_apart_and_says_so() -> None:
    free = make_offer(fee="gratuit", fee_detail="")
    paid = make_offer(fee="payant", fee_detail="12 € l'heure")
    criteria = Criteria(
        needs=[Need.objects.get(code=CAR)],
        place=Territory.objects.get(uid="fr:commune:12202"),
        filters=Filters({Facet.FEE: ("gratuit",)}),
    )
    found = search(criteria)
    assert [hit.offer_id for hit in found.hits] == [free.pk]
    assert found.total == 1
    [also] = found.related
    assert also.offer_id == paid.pk
    assert "pas tout ce que vous demandez" in why(also, criteria, {})
    assert "pas tout ce que vous demandez" not in why(found.hits[0], criteria, {})
