"""What people around a structure look for and do not find."""

from datetime import datetime

from offers.models import Structure
from search.unmet.table import Chosen, Row, table
from territories.models.places import Level

MOST_SHOWN = 5


def unmet_nearby(structure: Structure, *, at: datetime) -> list[Row]:
    """The needs searched in its department with the largest share without an answer; those searched
    too rarely to be told of are left out."""
    place = structure.home_territory
    if place.level in {Level.COMMUNE, Level.DISTRICT} and place.parent is not None:
        place = place.parent
    rows = table(Chosen(place=place.uid), at=at).rows
    told = [row for row in rows if row.demand is not None and row.demand.share]
    return told[:MOST_SHOWN]
