"""What a place lies in, and the smallest place that holds several."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from django.db.models import Q
from django.utils import timezone

from territories.models import Territory, Zone
from territories.models.places import TOWNS
from territories.names import all_names

EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Areas:
    """`territories` from the country down; `uids` from the nearest up, zones last."""

    uids: tuple[str, ...] = ()
    territories: tuple[Territory, ...] = ()


def areas_of(place: Territory | Zone) -> Areas:
    """Itself, its ancestors and its zones; of a zone, itself and what holds it whole.

    An offer that covers any of them reaches the place.
    """
    if isinstance(place, Zone):
        holder = _holder(place.communes.values_list("path", flat=True))
        held = Areas() if holder is None else areas_of(holder)
        return Areas((place.uid, *held.uids), held.territories)
    territories = (*_above(place), place)
    in_force = Q(valid_to=None) | Q(valid_to__gt=timezone.localdate())
    zones = place.zones.filter(in_force)
    uids = (territory.uid for territory in reversed(territories))
    return Areas((*uids, *zones.order_by("uid").values_list("uid", flat=True)), territories)


def _above(place: Territory) -> Iterable[Territory]:
    """From the country down; a query for a district only, whose town is not in memory."""
    known, paths = all_names().holders, place.ancestor_paths()
    if all(path in known for path in paths):
        return [known[path] for path in paths]
    return Territory.objects.above(place)


def above_commune(place: Territory) -> Territory:
    """The nearest territory above communes and their districts: the department, or its like."""
    if place.level not in TOWNS:
        return place
    above = Territory.objects.above(place).exclude(level__in=TOWNS).last()
    return above or place


def smallest_holding(uids: Iterable[str], *, country: Territory) -> Territory:
    """The smallest territory that holds all these areas; the country when they are none,
    unknown, everywhere, or of several countries."""
    wanted = set(uids)
    if EVERYWHERE in wanted:
        return country
    paths = set(Territory.objects.filter(uid__in=wanted).values_list("path", flat=True))
    paths |= set(Territory.objects.filter(zones__uid__in=wanted).values_list("path", flat=True))
    return _holder(paths) or country


def _holder(paths: Iterable[str]) -> Territory | None:
    steps = zip(*(path.split("/")[:-1] for path in paths), strict=False)
    shared = [codes[0] for codes in takewhile(lambda codes: len(set(codes)) == 1, steps)]
    return Territory.objects.filter(path="/".join(shared) + "/").first() if shared else None


def point_of(place: Territory | Zone) -> tuple[float, float] | None:
    """Latitude and longitude in degrees: of a zone, those of its most populous commune."""
    if isinstance(place, Zone):
        main = place.communes.order_by("-population").first()
        return point_of(main) if main else None
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude
