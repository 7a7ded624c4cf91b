"""Need by department: what people search, and what there is. Nothing tells of fewer than K."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from offers.models import Need
from search.unmet.demand import Demand, Period, demand
from search.unmet.places import Places
from search.unmet.supply import NONE, Supply, supply
from territories.models import Territory


@dataclass(frozen=True, slots=True)
class Row:
    """`demand` is None below K searches: from 0 to K - 1, nothing tells which."""

    need: Need
    place: Territory
    demand: Demand | None
    supply: Supply


@dataclass(frozen=True, slots=True)
class Table:
    rows: list[Row]
    places: Places
    categories: list[Need]
    period: Period


@dataclass(frozen=True, slots=True)
class Chosen:
    """What narrows the table: a department, region or country, and a category of needs."""

    place: str = ""
    category: str = ""


def table(chosen: Chosen, *, at: datetime) -> Table:
    """All pairs of what is chosen, the largest share without an answer first, then the most
    searched; then, in an order that no search changes, those searched fewer than K times.

    An unknown place or category chooses nothing out.
    """
    day = timezone.localdate(at)
    period, places = Period.before(day), Places.on(day)
    needs = list(Need.objects.current().select_related("category").order_by("position", "code"))
    searched = demand(needs, places.departments, period)
    offered = supply(needs, places.departments, at=at)
    rows = [
        Row(
            need,
            place,
            searched.get((need.pk, place.pk)),
            offered.get((need.pk, place.pk), NONE),
        )
        for place in _inside(places, chosen.place)
        for need in _of_category(needs, chosen.category)
    ]
    # Sorting keeps the order of departments and needs where shares and numbers are equal.
    rows.sort(key=_by_share)
    categories = [need for need in needs if need.category_id is None]
    return Table(rows, places, categories, period)


def _by_share(row: Row) -> tuple[int, int, int]:
    if row.demand is None:
        return 1, 0, 0
    return 0, -row.demand.share, -row.demand.searches


def _inside(places: Places, uid: str) -> list[Territory]:
    found = places.find(uid)
    if found is None:
        return places.departments
    return [place for place in places.departments if found.contains(place)]


def _of_category(needs: list[Need], code: str) -> list[Need]:
    category = next((need for need in needs if need.code == code), None)
    if category is None:
        return needs
    return [need for need in needs if category.pk in (need.pk, need.category_id)]
