"""What people of an area look for and do not find."""

from datetime import datetime

from home.territory.areas import Area
from search.unmet.table import Chosen, Row, table
from territories.models import Territory
from territories.models.places import TOWNS

MOST_SHOWN = 5


def unmet_in(area: Area, *, at: datetime) -> list[Row]:
    """The needs with the largest share without an answer, in its departments; those searched too
    rarely are left out. A commune or a zone is told of its department."""
    place = _department(area)
    if place is None:
        return []
    rows = table(Chosen(place=place.uid), at=at).rows
    return [row for row in rows if row.demand is not None and row.demand.share][:MOST_SHOWN]


def _department(area: Area) -> Territory | None:
    if area.place is None:
        commune = area.territories().select_related("parent").first()
        return None if commune is None else commune.parent
    is_town = area.place.level in TOWNS and area.place.parent is not None
    return area.place.parent if is_town else area.place
